using System.Net;
using Tidegate.Smpp;
using Tidegate.Smpp.Receipts;

namespace Tidegate.Server.Smpp;

/// <summary>How a blocked message is answered.</summary>
internal enum BlockMode
{
    /// <summary>Refused now: the client sees it and is not charged.</summary>
    Reject,

    /// <summary>Taken under an id of our own, never sent on, and given a receipt that it failed: who pumps does not see the block.</summary>
    Accept,

    /// <summary>Sent on, and counted.</summary>
    Shadow,
}

/// <summary>What happens to a message that no verdict can be given on.</summary>
internal enum OnFailure
{
    /// <summary>As `failure_policies` have it.</summary>
    ByPolicies,

    /// <summary>It passes.</summary>
    Open,

    /// <summary>It is answered with ESME_RSYSERR, which clients try again.</summary>
    Closed,
}

/// <summary>How an account is treated.</summary>
internal sealed record SmppAccountOptions
{
    /// <summary>The customer's name in events and decisions; empty for the system_id.</summary>
    public string Customer { get; init; } = "";

    /// <summary>The customer's name of a system_id that is treated so.</summary>
    public string CustomerOf(string systemId) => Customer.Length > 0 ? Customer : systemId;

    /// <summary>The SMSC that it is bound to.</summary>
    public required UpstreamOptions Upstream { get; init; }

    public BlockMode Block { get; init; } = BlockMode.Reject;

    /// <summary>The status of a refusal.</summary>
    public CommandStatus BlockStatus { get; init; } = CommandStatus.SubmitFailed;

    /// <summary>The state that a receipt of <see cref="BlockMode.Accept"/> tells. Never delivered.</summary>
    public MessageState BlockReceipt { get; init; } = MessageState.Rejected;

    /// <summary>Submissions a second that are contracted; 0 for no limit.</summary>
    public int Rate { get; init; }

    /// <summary>Submissions at once above the rate, after a pause; 0 for one second's worth.</summary>
    public int Burst { get; init; }

    public OnFailure OnFailure { get; init; } = OnFailure.ByPolicies;

    /// <summary>Addresses that it may bind from; empty for any.</summary>
    public IReadOnlyList<IPNetwork> Allow { get; init; } = [];

    /// <summary>Its password here; empty where the SMSC knows it.</summary>
    public string Password { get; init; } = "";

    /// <summary>Its system_id at the SMSC; empty for the one that it binds with.</summary>
    public string UpstreamSystemId { get; init; } = "";

    /// <summary>Its password at the SMSC; empty for the one that it binds with.</summary>
    public string UpstreamPassword { get; init; } = "";
}

/// <summary>An SMSC.</summary>
internal sealed record UpstreamOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>host:port, as it is called in logs, metrics and the API.</summary>
    public string Name { get; init; } = "";

    /// <summary>The supplier's name in events and decisions.</summary>
    public string Supplier { get; init; } = "";

    /// <summary>How it writes ids in responses.</summary>
    public MessageIdForm ResponseIds { get; init; } = MessageIdForm.Canonical;

    /// <summary>How it writes ids in receipts.</summary>
    public MessageIdForm ReceiptIds { get; init; } = MessageIdForm.Canonical;

    /// <summary>TLS towards it; null for plain TCP.</summary>
    public UpstreamTls? Tls { get; init; }

    /// <summary>The PROXY header that tells it where the client is, before TLS.</summary>
    public ProxyHeaderVersion ProxyHeader { get; init; } = ProxyHeaderVersion.None;
}
