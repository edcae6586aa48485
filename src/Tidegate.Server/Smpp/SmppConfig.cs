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

    private static readonly Dictionary<string, BlockMode> Blocks = new(StringComparer.Ordinal)
    {
        ["reject"] = BlockMode.Reject,
        ["accept"] = BlockMode.Accept,
        ["shadow"] = BlockMode.Shadow,
    };

    // Never delivered: a receipt made up says that the message failed.
    private static readonly Dictionary<string, MessageState> Receipts = new(StringComparer.Ordinal)
    {
        ["rejected"] = MessageState.Rejected,
        ["undeliverable"] = MessageState.Undeliverable,
        ["expired"] = MessageState.Expired,
    };

    private static readonly Dictionary<string, OnFailure> Failures = new(StringComparer.Ordinal)
    {
        ["policies"] = OnFailure.ByPolicies,
        ["open"] = OnFailure.Open,
        ["closed"] = OnFailure.Closed,
    };

    private static readonly Dictionary<string, ProxyHeaderVersion> ProxyHeaders = new(StringComparer.Ordinal)
    {
        ["off"] = ProxyHeaderVersion.None,
        ["v1"] = ProxyHeaderVersion.V1,
        ["v2"] = ProxyHeaderVersion.V2,
    };

    private static readonly Dictionary<string, bool> Switch = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    private static readonly Dictionary<string, bool?> Verifications = new(StringComparer.Ordinal) { ["off"] = null, ["verify"] = true, ["unverified"] = false };

    /// <returns>Null where no proxy is wanted.</returns>
    /// <exception cref="ConfigException">A value will not do.</exception>
    public static SmppOptions? Read(ConfigKeys keys)
    {
        var listen = keys.Text("smpp.listen", "");
        var nowhere = new SmppAccountOptions { Upstream = new UpstreamOptions { Host = "", Port = 0 } };
        var standard = Account(keys, "smpp", nowhere);
        var options = new SmppOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Standard = standard };
        options = options with
        {
            Window = (int)keys.Whole("smpp.window", options.Window, 1, 100_000),
            MaxConnections = (int)keys.Whole("smpp.max_connections", options.MaxConnections, 1, 100_000),
            MaxUnbound = (int)keys.Whole("smpp.max_unbound", options.MaxUnbound, 1, 100_000),
            BindTimeout = keys.Duration("smpp.bind_timeout", options.BindTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            ResponseTimeout = keys.Duration("smpp.response_timeout", options.ResponseTimeout, TimeSpan.Zero, TimeSpan.FromHours(1)),
            EnquireEvery = keys.Duration("smpp.enquire_every", options.EnquireEvery, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            DrainTimeout = keys.Duration("smpp.drain_timeout", options.DrainTimeout, TimeSpan.Zero, TimeSpan.FromSeconds(20)),
            OnlyListed = keys.Word("smpp.only_listed", options.OnlyListed, Switch),
            ProxyProtocolFrom = Networks(keys, "smpp.proxy_protocol_from"),
            Tls = Listener(keys),
            Accounts = Accounts(keys, standard),
        };
        if (listen.Length == 0)
        {
            if (standard.Upstream.Host.Length == 0 && options.Accounts.Count == 0) return null;
            throw new ConfigException("smpp.listen: not set; expected an address such as 127.0.0.1:2775, for smpp.upstream is set");
        }

        if (standard.Upstream.Host.Length == 0 && !(options.OnlyListed && options.Accounts.Values.All(a => a.Upstream.Host.Length > 0)))
            throw new ConfigException("smpp.upstream: not set; expected a host and port such as smsc.example.net:2775, for smpp.listen is set");
        return IPEndPoint.TryParse(listen, out var endpoint) ? options with { Listen = endpoint } : throw keys.Wrong("smpp.listen", "an address and port such as 127.0.0.1:2775");
    }

    private static OrderedDictionary<string, SmppAccountOptions> Accounts(ConfigKeys keys, SmppAccountOptions standard)
    {
        var accounts = new OrderedDictionary<string, SmppAccountOptions>(StringComparer.Ordinal);
        foreach (var item in keys.Items("smpp.accounts"))
        {
            var id = keys.Text(item + ".system_id", "");
            if (id.Length == 0) throw new ConfigException($"{item}.system_id: not set; expected what the client binds with");
            var account = Account(keys, item, standard) with
            {
                Customer = keys.Text(item + ".customer", ""),
                Allow = Networks(keys, item + ".allow"),
                Password = keys.Text(item + ".password", ""),
                UpstreamSystemId = keys.Text(item + ".upstream_system_id", ""),
                UpstreamPassword = keys.Text(item + ".upstream_password", ""),
            };
            if ((account.UpstreamSystemId.Length > 0 || account.UpstreamPassword.Length > 0) && account.Password.Length == 0)
                throw new ConfigException($"{item}.password: not set; expected the client's own password, for with credentials of its own at the SMSC nobody else looks at it");
            if (!accounts.TryAdd(id, account)) throw keys.Wrong(item + ".system_id", "one that no other account has");
        }

        return accounts;
    }

    private static SmppAccountOptions Account(ConfigKeys keys, string path, SmppAccountOptions standard) => standard with
    {
        Upstream = Upstream(keys, path, standard.Upstream),
        Block = keys.Word(path + ".block", standard.Block, Blocks),
        BlockStatus = keys.Word(path + ".block_status", standard.BlockStatus, BlockStatuses),
        BlockReceipt = keys.Word(path + ".block_receipt", standard.BlockReceipt, Receipts),
        Rate = (int)keys.Whole(path + ".rate", standard.Rate, 0, 1_000_000),
        Burst = (int)keys.Whole(path + ".burst", standard.Burst, 0, 10_000_000),
        OnFailure = keys.Word(path + ".on_failure", standard.OnFailure, Failures),
    };

    private static UpstreamOptions Upstream(ConfigKeys keys, string path, UpstreamOptions standard)
    {
        var upstream = standard with
        {
            Supplier = keys.Text(path + ".supplier", standard.Supplier),
            ResponseIds = keys.Word(path + ".response_ids", standard.ResponseIds, Forms),
            ReceiptIds = keys.Word(path + ".receipt_ids", standard.ReceiptIds, Forms),
            ProxyHeader = keys.Word(path + ".upstream_proxy_protocol", standard.ProxyHeader, ProxyHeaders),
        };
        var address = keys.Text(path + ".upstream", "");
        if (address.Length > 0)
        {
            if (!Uri.TryCreate("smpp://" + address, UriKind.Absolute, out var uri) || uri.Port is < 1 || uri.PathAndQuery is not ("" or "/"))
                throw keys.Wrong(path + ".upstream", "a host and port such as smsc.example.net:2775");
            upstream = upstream with { Host = uri.DnsSafeHost, Port = uri.Port, Name = $"{uri.Host}:{uri.Port}" };
        }

        var verify = keys.Word(path + ".upstream_tls.mode", standard.Tls is { } known ? known.Verify : null, Verifications);
        var roots = keys.Text(path + ".upstream_tls.ca", "");
        var name = keys.Text(path + ".upstream_tls.name", upstream.Host);
        if (verify is null) return upstream with { Tls = null };
        return upstream with { Tls = new UpstreamTls(name, roots.Length > 0 ? File(keys, path + ".upstream_tls.ca", () => Tls.Roots(roots)) : standard.Tls?.Roots, verify.Value) };
    }

    private static ListenerTls? Listener(ConfigKeys keys)
    {
        var certificate = keys.Text("smpp.tls.certificate", "");
        var key = keys.Text("smpp.tls.key", certificate);
        var clients = keys.Text("smpp.tls.client_ca", "");
        if (certificate.Length > 0) return File(keys, "smpp.tls.certificate", () => ListenerTls.Read(certificate, key, clients));
        if (key.Length > 0 || clients.Length > 0) throw new ConfigException("smpp.tls.certificate: not set; expected a PEM file, for other settings of smpp.tls are");
        return null;
    }

    private static T File<T>(ConfigKeys keys, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw keys.Wrong(path, $"a PEM file that can be read: {e.Message}");
        }
    }

    private static List<IPNetwork> Networks(ConfigKeys keys, string path)
    {
        var networks = new List<IPNetwork>();
        foreach (var item in keys.Items(path))
        {
            var text = keys.Text(item, "");
            if (IPNetwork.TryParse(text, out var network)) networks.Add(network);
            else if (IPAddress.TryParse(text, out var address)) networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else throw keys.Wrong(item, "an address or network such as 192.0.2.7 or 192.0.2.0/24");
        }

        return networks;
    }
}
