using Tidegate.Incidents;

namespace Tidegate.Server.Console;

/// <summary>Hits along a block of numbers, cut in equal cells.</summary>
/// <param name="Range">The block.</param>
/// <param name="Cells">Messages a cell.</param>
/// <param name="Messages">Messages in all.</param>
/// <param name="Numbers">Distinct numbers.</param>
/// <param name="Pattern">sequential, random or pool.</param>
public sealed record BlockStrip(NumberRange Range, IReadOnlyList<int> Cells, long Messages, int Numbers, string Pattern);

/// <summary>What became of messages.</summary>
/// <param name="Messages">Messages.</param>
/// <param name="Converted">Messages whose code was used.</param>
/// <param name="Receipted">Messages with a final receipt.</param>
/// <param name="Delivered">Messages that were delivered by it.</param>
/// <param name="Delay">Median time to the receipt; null where there was none.</param>
public sealed record Outcomes(long Messages, long Converted, long Receipted, long Delivered, TimeSpan? Delay);

/// <summary>A part of an incident's way from range to range: a block, or, where there are many, all of a network's.</summary>
/// <param name="Network">MCC-MNC; empty where it is not known.</param>
/// <param name="Ranges">The blocks that were hit, in the order of their first hits.</param>
/// <param name="Messages">Messages of the incident there.</param>
public sealed record PathLeg(string Network, IReadOnlyList<PathStop> Ranges, long Messages);

/// <summary>The time in which an incident hit a block.</summary>
/// <param name="Range">The block.</param>
/// <param name="From">Its first message.</param>
/// <param name="To">Its last message.</param>
public sealed record PathStop(NumberRange Range, DateTimeOffset From, DateTimeOffset To);

/// <summary>An incident's traffic from some time before its onset on, as far as it is still in memory.</summary>
/// <param name="From">Start of the first step.</param>
/// <param name="Step">Length of a step.</param>
/// <param name="Messages">Messages a step of the incident's customers into its ranges.</param>
/// <param name="InIncident">Of those, messages that an incident claims.</param>
public sealed record IncidentTraffic(DateTimeOffset From, TimeSpan Step, IReadOnlyList<int> Messages, IReadOnlyList<int> InIncident)
{
    /// <summary>Messages a step that honest traffic would have sent there.</summary>
    public required double Expected { get; init; }

    /// <summary>Which numbers were hit, in the blocks that were hit most.</summary>
    public required IReadOnlyList<BlockStrip> Strips { get; init; }

    /// <summary>Its way from range to range, in the order of the first hits.</summary>
    public required IReadOnlyList<PathLeg> Path { get; init; }

    /// <summary>Sender by range by time, the heaviest.</summary>
    public required IReadOnlyList<HeatCell> Heat { get; init; }

    /// <summary>Customers that carry it, heaviest first; their share is that of their messages into the same networks in that time. So are those below.</summary>
    public required IReadOnlyList<Carrier> Customers { get; init; }

    /// <summary>Senders that carry it.</summary>
    public required IReadOnlyList<Carrier> Senders { get; init; }

    /// <summary>Suppliers that carry it.</summary>
    public required IReadOnlyList<Carrier> Suppliers { get; init; }

    /// <summary>What became of its messages.</summary>
    public required Outcomes Here { get; init; }

    /// <summary>What became of the other messages of the same customers into the same networks.</summary>
    public required Outcomes Parent { get; init; }
}
