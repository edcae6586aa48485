using Tidegate.Detection;
using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Incidents;

/// <summary>The figures behind an incident's charts, bounded in size whatever the size of the attack.</summary>
public sealed record IncidentPicture
{
    /// <summary>Start of the first step of <see cref="Observed"/>, some time before the onset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Length of a step.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>Messages a step in the incident's scope.</summary>
    public required IReadOnlyList<float> Observed { get; init; }

    /// <summary>Messages a step that honest traffic would have sent there.</summary>
    public required IReadOnlyList<float> Expected { get; init; }

    /// <summary>Which numbers were hit, a strip for each of the most hit ranges.</summary>
    public required IReadOnlyList<RangeStrip> Strips { get; init; }

    /// <summary>Sender x range x time, the heaviest cells.</summary>
    public required IReadOnlyList<HeatCell> Heat { get; init; }

    /// <summary>Customers that carry it, heaviest first.</summary>
    public required IReadOnlyList<Carrier> Customers { get; init; }

    /// <summary>Senders that carry it, heaviest first.</summary>
    public required IReadOnlyList<Carrier> Senders { get; init; }

    /// <summary>Suppliers that carry it, heaviest first.</summary>
    public required IReadOnlyList<Carrier> Suppliers { get; init; }
}

/// <summary>Hits along a range, cut in equal cells from its first number to its last.</summary>
/// <param name="Range">The range.</param>
/// <param name="Cells">Messages a cell; at most 250 cells.</param>
/// <param name="Messages">Messages in the range.</param>
/// <param name="DistinctDestinations">Distinct numbers hit in the range.</param>
/// <param name="Pattern">"sequential", "random" or "pool".</param>
public sealed record RangeStrip(NumberRange Range, IReadOnlyList<int> Cells, long Messages, long DistinctDestinations, string Pattern);

/// <summary>Messages of one sender into one range in one step of the picture's time.</summary>
public sealed record HeatCell(string Sender, NumberRange Range, int Step, int Messages);

/// <summary>A party that carries part of the attack.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Messages">Messages of the incident that went through it.</param>
/// <param name="Cost">Their money in the currency of most of them.</param>
/// <param name="ShareOfOwnTraffic">Part of all its messages in that time that belong to the incident, 0 to 1.</param>
public sealed record Carrier(string Name, long Messages, double Cost, double ShareOfOwnTraffic)
{
    /// <summary>ISO 4217 code of <see cref="Cost"/>; empty when not stated.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Their money in other currencies.</summary>
    public IReadOnlyList<CurrencySum> OtherMoney { get; init; } = [];

    /// <summary>Of the messages, those of unknown price.</summary>
    public long UnpricedMessages { get; init; }

    /// <summary>Whether the price of any of the messages is known.</summary>
    internal bool IsCostKnown => UnpricedMessages < Messages;

    internal static Carrier Of(string name, long messages, Purse money, double share, NameTable currencies) => new(name, messages, money.Money, share)
    {
        Currency = currencies[money.Currency],
        OtherMoney = money.But(money.Currency, currencies),
        UnpricedMessages = money.Unpriced,
    };
}
