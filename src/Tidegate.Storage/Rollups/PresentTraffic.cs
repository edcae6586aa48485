namespace Tidegate.Storage.Rollups;

/// <summary>What traffic of a short time is held against.</summary>
internal enum PresentBasis
{
    /// <summary>Nothing: there is no earlier traffic.</summary>
    None,

    /// <summary>The hours before.</summary>
    Hours,

    /// <summary>The same time of the days before.</summary>
    Days,

    /// <summary>The same time of the weeks before.</summary>
    Weeks,
}

/// <summary>One party, network or country in it.</summary>
/// <param name="Name">Its name; of a network its MCC-MNC, of a country its ISO 3166 code; empty where it is not known.</param>
/// <param name="Messages">Messages.</param>
/// <param name="Expected">Messages that were usual: the median of the earlier times, 0 or more; NaN where there are none.</param>
internal sealed record PresentPart(string Name, long Messages, double Expected)
{
    /// <summary>What there is beyond the usual; all of it where nothing is known of that.</summary>
    public double Excess => Messages - (double.IsNaN(Expected) ? 0 : Expected);

    /// <summary>Whether it is beyond the usual by more than chance and habit explain: half as much again, and five standard errors.</summary>
    public bool StandsOut => !double.IsNaN(Expected) && Excess > (0.5 * Expected) + 5 && Excess > 5 * Math.Sqrt(Expected + 1);
}

/// <summary>The traffic of the last minutes beside what was usual at that time: as a whole minute by minute, and by who sends what where.</summary>
internal sealed record PresentTraffic
{
    /// <summary>What it is held against.</summary>
    public required PresentBasis Basis { get; init; }

    /// <summary>How many earlier times the usual is the median of.</summary>
    public required int Windows { get; init; }

    /// <summary>Begin, minutes since 1970-01-01 UTC.</summary>
    public required long Since { get; init; }

    /// <summary>Messages that were usual, minute by minute, smoothed over a quarter of an hour; empty where nothing is known.</summary>
    public required IReadOnlyList<double> Expected { get; init; }

    /// <summary>By customer, the largest excess first; so are those below.</summary>
    public required IReadOnlyList<PresentPart> Customers { get; init; }

    /// <summary>By network.</summary>
    public required IReadOnlyList<PresentPart> Networks { get; init; }

    /// <summary>By supplier; empty for one customer.</summary>
    public required IReadOnlyList<PresentPart> Suppliers { get; init; }

    /// <summary>By country.</summary>
    public required IReadOnlyList<PresentPart> Countries { get; init; }
}
