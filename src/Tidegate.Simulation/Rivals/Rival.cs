namespace Tidegate.Simulation.Rivals;

/// <summary>Where a rule counts, always for one customer.</summary>
internal enum PlaceLevel
{
    /// <summary>A block of ten thousand numbers.</summary>
    Prefix,

    /// <summary>A network; the first six digits where the event states none.</summary>
    Network,

    /// <summary>A country, by calling code.</summary>
    Country,
}

/// <summary>A detector that people use instead, as commonly set, with one knob to make it more cautious.</summary>
public sealed class Rival
{
    private readonly Func<PlaceLevel, double, long, PlaceState> _create;

    private Rival(string name, string setting, bool onlyCodes, bool needsFeed, PlaceLevel[] levels, Func<PlaceLevel, double, long, PlaceState> create)
    {
        Name = name;
        Setting = setting;
        OnlyCodes = onlyCodes;
        NeedsFeed = needsFeed;
        Levels = levels;
        _create = create;
    }

    /// <summary>Its name in tables.</summary>
    public string Name { get; }

    /// <summary>How it is commonly set.</summary>
    public string Setting { get; }

    /// <summary>Whether it looks at customers with a conversion feed only.</summary>
    public bool NeedsFeed { get; }

    /// <summary>Whether it leaves out messages known to be no one-time codes.</summary>
    public bool OnlyCodes { get; }

    internal PlaceLevel[] Levels { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Rival> All { get; } =
    [
        new("fixed threshold", "over 100 an hour in a block of 10,000, over 1,000 in a network", false, false, [PlaceLevel.Prefix, PlaceLevel.Network],
            static (level, k, _) => new FixedThresholdState(k * (level == PlaceLevel.Prefix ? 100 : 1000))),
        new("3 sigma", "five minutes against a day, block and network", false, false, [PlaceLevel.Prefix, PlaceLevel.Network], static (_, k, start) => new SigmaState(3 * k, start)),
        new("EWMA", "weight 0.2, three limits, block and network", false, false, [PlaceLevel.Prefix, PlaceLevel.Network], static (_, k, start) => new EwmaState(3 * k, start)),
        new("Holt-Winters", "hourly with season, three deviations, block and network", false, false, [PlaceLevel.Prefix, PlaceLevel.Network], static (_, k, start) => new HoltWintersState(3 * k, start)),
        new("conversion below 20 %", "10 unconverted of the last hour, block, every customer", true, false, [PlaceLevel.Prefix], static (_, k, _) => new ConversionRateState(10 * k, 0)),
        new("conversion below 20 %, fed", "the same, customers with a feed only", true, true, [PlaceLevel.Prefix], static (_, k, _) => new ConversionRateState(10 * k, 0)),
        new("conversion below 20 %, fed, matured", "the same, codes five minutes old", true, true, [PlaceLevel.Prefix], static (_, k, _) => new ConversionRateState(10 * k, 300_000)),
        new("Authgear's rule", "hourly unverified > max(3, daily/6, 0.2 x verified), country, customers with a feed", true, true, [PlaceLevel.Country], static (_, k, _) => new AuthgearState(k)),
        new("Vonage's rule", "12 h against 90 days, 6 sigma, over 1,000, network", false, false, [PlaceLevel.Network], static (_, k, start) => new TwelveHourState(6 * k, start)),
    ];

    internal PlaceState NewPlace(PlaceLevel level, double knob, long start) => _create(level, knob, start);
}
