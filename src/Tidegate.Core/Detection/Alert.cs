namespace Tidegate.Detection;

/// <summary>One channel's part in an alert.</summary>
internal readonly record struct ChannelEvidence(string Channel, double Observed, double Expected, double LogOdds);

/// <summary>A range that an alert points at.</summary>
/// <param name="From">First number.</param>
/// <param name="To">Last number.</param>
/// <param name="Hits">First-seen messages into it since the onset.</param>
/// <param name="Share">The share of its group's first-seen messages that honest traffic would send there.</param>
/// <param name="Network">Id of the network that it was seen in.</param>
/// <param name="Group">Index of that group.</param>
internal readonly record struct SuspectRange(ulong From, ulong To, int Hits, double Share, int Network, int Group)
{
    /// <summary>Where it begins, in the order of numbers: networks of a country may each be meant with all of its numbers.</summary>
    public (ulong From, int Network) Begin => (From, Network);

    /// <summary>Whether it is all numbers of a network that begin alike, and not some that an attacker might hold.</summary>
    public bool IsWide => To - From >= 1_000_000;

    /// <summary>Whether it takes in another one.</summary>
    public bool Holds(in SuspectRange other) => Network == other.Network && From <= other.From && To >= other.To;

    /// <summary>Whether it has numbers in common with another one.</summary>
    public bool Overlaps(in SuspectRange other) => Network == other.Network && From <= other.To && other.From <= To;
}

/// <summary>A detector's statement about one place in the traffic: what was observed, what expected, and the odds.</summary>
internal sealed record Alert
{
    /// <summary>Event time, Unix ms; the statement rests on events up to it alone.</summary>
    public required long Time { get; init; }

    /// <summary>Time of the first message that it points at.</summary>
    public required long Onset { get; init; }

    /// <summary>Time from which on numbers are new to it: before the onset where its numbers are sent to again and again, for those may have been new before.</summary>
    public required long NewSince { get; init; }

    /// <summary>What the tree was rooted at.</summary>
    public required Root Root { get; init; }

    /// <summary>Network id; negative for "country, network not known".</summary>
    public required int Network { get; init; }

    /// <summary>Index of the group whose clock was used.</summary>
    public required int Group { get; init; }

    /// <summary>Ranges, most hit first. Empty: the whole network.</summary>
    public required IReadOnlyList<SuspectRange> Ranges { get; init; }

    /// <summary>Customers that carry it; empty means any.</summary>
    public required IReadOnlyList<int> Customers { get; init; }

    /// <summary>Sequence numbers of the messages that it rests on, from the onset on.</summary>
    public required IReadOnlyList<long> Messages { get; init; }

    /// <summary>Sequence numbers of those that were looked at with them and came before the onset: people's, or too few to tell.</summary>
    public IReadOnlyList<long> Before { get; init; } = [];

    /// <summary>Natural log of the odds for an attack.</summary>
    public required double LogOdds { get; init; }

    /// <summary>Nats of it that are owed to a campaign that was expected there.</summary>
    public required double Anticipated { get; init; }

    /// <summary>Channel by channel.</summary>
    public required IReadOnlyList<ChannelEvidence> Evidence { get; init; }

    /// <summary>Whether the evidence is fit to block on; otherwise it is only told.</summary>
    public required bool Blockable { get; init; }

    /// <summary>Whether it is everywhere in its customers' traffic: what is seen of it in one network is the same incident as in another.</summary>
    public bool IsEverywhere { get; init; }

    /// <summary>The same in other networks.</summary>
    public IReadOnlyList<Alert> Elsewhere { get; init; } = [];

    /// <summary>Whether it is of numbers that are sent to again and again: that tells of those numbers alone, and not where to expect more.</summary>
    public bool Repeats { get; init; }
}
