using System.Net;
using Tidegate.Server.Settings;
using Tidegate.Smpp;
using Tidegate.Smpp.Receipts;

namespace Tidegate.Server.Smpp;

/// <summary>Reads the section `smpp`: docs/smpp.md.</summary>
internal static class SmppConfig
{
    // Permanent ones alone: a client that is told to try again pauses its whole bind and tries for ever.
    private static readonly Dictionary<string, CommandStatus> BlockStatuses = new(StringComparer.Ordinal)
    {
        ["submit_failed"] = CommandStatus.SubmitFailed,
        ["invalid_destination"] = CommandStatus.InvalidDestinationAddress,
    };

    private static readonly Dictionary<string, MessageIdForm> Forms = new(StringComparer.Ordinal)
    {
        ["exact"] = MessageIdForm.Exact,
        ["canonical"] = MessageIdForm.Canonical,
        ["hex"] = MessageIdForm.Hex,
        ["decimal"] = MessageIdForm.Decimal,
    };

    /// <returns>Null where no proxy is wanted.</returns>
    /// <exception cref="ConfigException">A value will not do.</exception>
    public static SmppOptions? Read(ConfigKeys keys)
    {
        var listen = keys.Text("smpp.listen", "");
        var upstream = keys.Text("smpp.upstream", "");
        var options = new SmppOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            UpstreamHost = "",
            UpstreamPort = 0,
        };
        options = options with
        {
            Supplier = keys.Text("smpp.supplier", ""),
            Window = (int)keys.Whole("smpp.window", options.Window, 1, 100_000),
            MaxConnections = (int)keys.Whole("smpp.max_connections", options.MaxConnections, 1, 100_000),
            BindTimeout = keys.Duration("smpp.bind_timeout", options.BindTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            EnquireEvery = keys.Duration("smpp.enquire_every", options.EnquireEvery, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            BlockStatus = keys.Word("smpp.block_status", options.BlockStatus, BlockStatuses),
            ResponseIds = keys.Word("smpp.response_ids", options.ResponseIds, Forms),
            ReceiptIds = keys.Word("smpp.receipt_ids", options.ReceiptIds, Forms),
        };
        if (listen.Length == 0 && upstream.Length == 0) return null;
        if (listen.Length == 0) throw new ConfigException("smpp.listen: not set; expected an address such as 127.0.0.1:2775, for smpp.upstream is set");
        if (upstream.Length == 0) throw new ConfigException("smpp.upstream: not set; expected a host and port such as smsc.example.net:2775, for smpp.listen is set");
        if (!IPEndPoint.TryParse(listen, out var endpoint)) throw keys.Wrong("smpp.listen", "an address and port such as 127.0.0.1:2775");
        if (!Uri.TryCreate("smpp://" + upstream, UriKind.Absolute, out var uri) || uri.Port is < 1 || uri.PathAndQuery is not ("" or "/")) throw keys.Wrong("smpp.upstream", "a host and port such as smsc.example.net:2775");
        return options with { Listen = endpoint, UpstreamHost = uri.DnsSafeHost, UpstreamPort = uri.Port };
    }
}
