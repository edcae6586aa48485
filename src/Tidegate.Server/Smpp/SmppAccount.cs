using System.Collections.Concurrent;
using System.Text;

namespace Tidegate.Server.Smpp;

/// <summary>Who is bound: what all binds of one system_id share.</summary>
internal sealed class SmppAccount(string systemId, SmppAccountOptions options, ulong space, ReceiptJournal receipts, TimeProvider time)
{
    private readonly ConcurrentDictionary<ProxySession, bool> _sessions = new();
    private volatile Sender? _sender;

    public string SystemId { get; } = systemId;

    public SmppAccountOptions Options { get; } = options;

    /// <summary>The customer's name in events and decisions.</summary>
    public string Customer { get; } = options.CustomerOf(systemId);

    /// <summary>What sets the ids of its SMSC apart: <see cref="SmppOptions.SpaceOf"/>.</summary>
    public ulong Space { get; } = space;

    /// <summary>The customer as verdicts are asked with it.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(options.CustomerOf(systemId));

    public byte[] SupplierUtf8 { get; } = Encoding.UTF8.GetBytes(options.Upstream.Supplier);

    public RateLimit Rate { get; } = new(options.Rate, options.Burst, time);

    /// <summary>Receipts of our own, for whichever bind receives.</summary>
    public OwnReceipts OwnReceipts { get; } = new(systemId, receipts, time);

    public ResponseTimes ResponseTimes { get; } = new();

    /// <summary>Those of its SMSC, which other accounts share.</summary>
    public ResponseTimes? UpstreamTimes { get; set; }

    /// <summary>Its SMSC as metrics name it.</summary>
    public KeyValuePair<string, object?> UpstreamTag { get; } = new("upstream", options.Upstream.Name);

    /// <summary>Submissions received.</summary>
    public PerSecond Received { get; } = new(time);

    public SmppCounts.Count Submitted { get; } = new();

    public SmppCounts.Count Blocked { get; } = new();

    public SmppCounts.Count Shadowed { get; } = new();

    public SmppCounts.Count Throttled { get; } = new();

    public SmppCounts.Count Receipts { get; } = new();

    public SmppCounts.Count InDoubt { get; } = new();

    /// <summary>Binds that there are now.</summary>
    public IEnumerable<ProxySession> Sessions => _sessions.Keys;

    public bool IsBound => !_sessions.IsEmpty;

    public void Enter(ProxySession session) => _sessions[session] = true;

    public void Leave(ProxySession session) => _sessions.TryRemove(session, out _);

    /// <summary>A sender's name. Most messages have that of the one before, and it is not made again.</summary>
    public string NameOf(ReadOnlySpan<byte> octets)
    {
        if (_sender is { } known && octets.SequenceEqual(known.Octets)) return known.Name;
        var name = SmppEvent.Name(octets);
        _sender = new Sender(octets.ToArray(), name);
        return name;
    }

    /// <summary>Hands receipts of our own that are due to binds that receive.</summary>
    public void HandOut()
    {
        if (OwnReceipts.NoneDue) return;
        foreach (var session in _sessions.Keys)
            if (session.Receives) session.TakeOwnReceipts();
    }

    private sealed record Sender(byte[] Octets, string Name);
}
