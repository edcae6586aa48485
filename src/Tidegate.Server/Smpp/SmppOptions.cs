using System.Net;
using Tidegate.Smpp;
using Tidegate.Smpp.Receipts;

namespace Tidegate.Server.Smpp;

/// <summary>How the SMPP proxy runs: docs/smpp.md.</summary>
internal sealed record SmppOptions
{
    /// <summary>Where clients bind.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Host of the SMSC.</summary>
    public required string UpstreamHost { get; init; }

    public required int UpstreamPort { get; init; }

    /// <summary>The supplier's name in events and decisions.</summary>
    public string Supplier { get; init; } = "";

    /// <summary>Requests that a session may have unanswered by the SMSC; then the client is read no further.</summary>
    public int Window { get; init; } = 1000;

    /// <summary>Connections at once.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long a connection may take to bind.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the SMSC is asked whether it is there.</summary>
    public TimeSpan EnquireEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How a blocked message is answered.</summary>
    public CommandStatus BlockStatus { get; init; } = CommandStatus.SubmitFailed;

    /// <summary>How the SMSC writes ids in responses, and in receipts.</summary>
    public MessageIdForm ResponseIds { get; init; } = MessageIdForm.Canonical;

    public MessageIdForm ReceiptIds { get; init; } = MessageIdForm.Canonical;
}
