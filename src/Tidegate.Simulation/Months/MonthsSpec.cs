namespace Tidegate.Simulation.Months;

/// <summary>Months of traffic as sums by the hour, for reports that look back: how large, and what is planted in it.</summary>
internal sealed record MonthsSpec
{
    /// <summary>Days.</summary>
    public int Days { get; init; } = 70;

    /// <summary>Customers, by a heavy tail.</summary>
    public int Customers { get; init; } = 40;

    /// <summary>Sender IDs of a customer.</summary>
    public int SendersEach { get; init; } = 3;

    /// <summary>Suppliers.</summary>
    public int Suppliers { get; init; } = 12;

    /// <summary>Networks, by a heavy tail.</summary>
    public int Networks { get; init; } = 15;

    /// <summary>Blocks of 10,000 numbers in use in each network, by a heavy tail.</summary>
    public int BlocksEach { get; init; } = 60;

    /// <summary>Messages a day.</summary>
    public double PerDay { get; init; } = 30_000;

    /// <summary>Whether the facts of <see cref="MonthsFacts"/> are planted; else all months are clean.</summary>
    public bool Planted { get; init; }

    /// <summary>Part of its messages that the inflating supplier adds, 0 to 1.</summary>
    public double Inflation { get; init; } = 0.03;

    /// <summary>Seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>First day.</summary>
    public DateTimeOffset Begin { get; init; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>Sums of one hour's messages of one customer, sender, supplier, network and block.</summary>
/// <param name="Minute">First minute of the hour, minutes since 1970.</param>
/// <param name="Customer">Customer.</param>
/// <param name="Sender">Sender ID.</param>
/// <param name="Supplier">Supplier.</param>
/// <param name="Network">MCC-MNC.</param>
/// <param name="Block">Numbers without their last four digits.</param>
/// <param name="Messages">Messages.</param>
/// <param name="Price">What the customer pays for all.</param>
/// <param name="Cost">What the supplier takes for all.</param>
/// <param name="Converted">Codes used.</param>
/// <param name="Delivered">Receipts that say delivered.</param>
/// <param name="Instant">Receipts within a second.</param>
/// <param name="Delay">Seconds to receipts, summed; every message has one.</param>
/// <param name="DelaySquares">Their squares, summed.</param>
internal readonly record struct MonthsRow(
    long Minute, string Customer, string Sender, string Supplier, string Network, ulong Block, long Messages, double Price, double Cost, long Converted, long Delivered, long Instant, double Delay, double DelaySquares);

/// <summary>An attack that was planted.</summary>
/// <param name="Id">A name.</param>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Begin">First message.</param>
/// <param name="End">After the last message.</param>
/// <param name="Customer">Customer hit.</param>
/// <param name="Network">Network.</param>
/// <param name="Block">Block.</param>
/// <param name="Messages">Messages.</param>
internal sealed record MonthsAttack(string Id, string Campaign, DateTimeOffset Begin, DateTimeOffset End, string Customer, string Network, ulong Block, long Messages);

/// <summary>What is planted.</summary>
/// <param name="Inflater">Supplier that adds messages on two networks.</param>
/// <param name="Inflated">The two networks.</param>
/// <param name="Sender">One customer's sender behind three campaigns.</param>
/// <param name="Customer">That customer.</param>
/// <param name="Returning">Block that is attacked, and again five weeks later.</param>
/// <param name="Risen">Network whose cost rises by 12 % through one supplier.</param>
/// <param name="RisenThrough">That supplier.</param>
/// <param name="RisenOn">On this day.</param>
/// <param name="Attacks">The attacks of it all.</param>
internal sealed record MonthsFacts(
    string Inflater, IReadOnlyList<string> Inflated, string Sender, string Customer, ulong Returning, string Risen, string RisenThrough, DateTimeOffset RisenOn, IReadOnlyList<MonthsAttack> Attacks);
