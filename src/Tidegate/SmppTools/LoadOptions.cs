using System.Net;

namespace Tidegate.SmppTools;

/// <summary>What load is made.</summary>
/// <param name="Host">Where the client binds.</param>
/// <param name="Binds">Transceiver binds at once.</param>
/// <param name="Window">Submissions of a bind that are unanswered at most.</param>
/// <param name="Count">Messages of a run, over all binds.</param>
/// <param name="Receipts">Whether receipts are asked for and waited for.</param>
/// <param name="To">The first number; the others follow it.</param>
internal sealed record LoadOptions(string Host, int Port, string SystemId, string Password, int Binds, int Window, int Count, bool Receipts, ulong To)
{
    /// <summary>Messages a second of a bind at most; 0 for as many as the window lets through.</summary>
    public int Rate { get; init; }

    /// <summary>Every so many messages one goes to <see cref="OtherTo"/> and those after it; 0 for none.</summary>
    public int OtherEvery { get; init; }

    /// <summary>The number before the first of the others.</summary>
    public ulong OtherTo { get; init; }

    /// <summary>How long nothing may come before no more is waited for.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>The same load at another place.</summary>
    public LoadOptions At(IPEndPoint place) => this with { Host = place.Address.ToString(), Port = place.Port };
}

/// <summary>What came of it.</summary>
internal sealed record LoadResult
{
    public long Sent { get; set; }

    public long Answered { get; set; }

    /// <summary>Answered with ESME_ROK.</summary>
    public long Accepted { get; set; }

    /// <summary>Answers by status.</summary>
    public SortedDictionary<uint, long> Statuses { get; } = [];

    /// <summary>Responses to nothing that was sent, or to something answered before.</summary>
    public long Strange { get; set; }

    /// <summary>Message ids that came more than once.</summary>
    public long Repeated { get; set; }

    public long Receipts { get; set; }

    /// <summary>Receipts for an id that no message had, or that had one already.</summary>
    public long ReceiptsStrange { get; set; }

    public double Seconds { get; set; }

    /// <summary>From sending to the answer, microseconds, sorted.</summary>
    public uint[] Latencies { get; set; } = [];

    /// <summary>Messages accepted a second.</summary>
    public double AcceptedPerSecond => Seconds > 0 ? Accepted / Seconds : 0;

    public double PerSecond => Seconds > 0 ? Answered / Seconds : 0;

    /// <summary>A latency in milliseconds that a share of the answers took at most.</summary>
    public double Quantile(double share) => Latencies.Length == 0 ? double.NaN : Latencies[Math.Min(Latencies.Length - 1, (int)(Latencies.Length * share))] / 1000.0;

    /// <summary>What is not as it should be; empty where all counts agree.</summary>
    public IEnumerable<string> Faults(bool receipts)
    {
        if (Answered != Sent) yield return $"{Sent} sent but {Answered} answered";
        if (Strange > 0) yield return $"{Strange} responses to nothing that was open";
        if (Repeated > 0) yield return $"{Repeated} message ids came more than once";
        if (receipts && Receipts != Accepted) yield return $"{Accepted} accepted but {Receipts} receipts";
        if (ReceiptsStrange > 0) yield return $"{ReceiptsStrange} receipts for ids that no message had";
    }
}
