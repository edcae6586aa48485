namespace Tidegate.Simulation.Generation.Surprises;

/// <summary>Honest things that look odd.</summary>
public enum SurpriseKind
{
    /// <summary>A campaign to a customer's lists, within an hour or so.</summary>
    MarketingBlast,

    /// <summary>The same, sorted by number and without category.</summary>
    SortedBlast,

    /// <summary>A customer's traffic multiplied for a while, converting as ever.</summary>
    FlashCrowd,

    /// <summary>A customer's launch: more traffic for a day, mostly new users.</summary>
    Launch,

    /// <summary>A customer starts in a country, growing over hours.</summary>
    NewMarket,

    /// <summary>A new honest customer in a dozen countries.</summary>
    NewCustomer,

    /// <summary>A network drops messages; users try again and again.</summary>
    RetryStorm,

    /// <summary>Routes of a country move from one supplier to another.</summary>
    SupplierSwitch,

    /// <summary>A supplier drops a network altogether.</summary>
    SupplierOutage,

    /// <summary>A customer's conversions stop coming.</summary>
    ConversionFeedDown,

    /// <summary>A customer's conversions come in part only.</summary>
    ConversionFeedPartial,

    /// <summary>A supplier's receipts stop coming.</summary>
    ReceiptFeedDown,

    /// <summary>A firm's phones in one contiguous block log in every morning.</summary>
    Fleet,

    /// <summary>An operator sells a fresh block: new users of all customers come from it.</summary>
    SimBlock,

    /// <summary>A customer tests with a row of its own numbers.</summary>
    TestFarm,
}

/// <summary>One honest surprise.</summary>
public sealed record SurpriseSpec
{
    /// <summary>What happens.</summary>
    public required SurpriseKind Kind { get; init; }

    /// <summary>Start, hours into the world.</summary>
    public required double StartHours { get; init; }

    /// <summary>Length in minutes; 0 takes what is usual for its kind.</summary>
    public double Minutes { get; init; }

    /// <summary>Strength against what is usual for its kind. Default 1.</summary>
    public double Size { get; init; } = 1;

    /// <summary>The kind as it stands in tables: "marketing-blast".</summary>
    public string Name
    {
        get
        {
            var text = new System.Text.StringBuilder();
            foreach (var c in Kind.ToString())
            {
                if (char.IsUpper(c) && text.Length > 0) text.Append('-');
                text.Append(char.ToLowerInvariant(c));
            }

            return text.ToString();
        }
    }

    internal double UsualMinutes => Minutes > 0 ? Minutes : Kind switch
    {
        SurpriseKind.MarketingBlast or SurpriseKind.SortedBlast => 60,
        SurpriseKind.FlashCrowd => 100,
        SurpriseKind.Launch => 1440,
        SurpriseKind.NewMarket or SurpriseKind.NewCustomer or SurpriseKind.SupplierSwitch or SurpriseKind.SimBlock or SurpriseKind.Fleet => 43200,
        SurpriseKind.RetryStorm => 40,
        SurpriseKind.SupplierOutage => 60,
        SurpriseKind.TestFarm => 90,
        _ => 180,
    };
}
