namespace Tidegate.Storage.Rollups;

/// <summary>Where sums of the traffic belong.</summary>
/// <param name="Minute">Minute in which the messages were sent, in minutes since 1970-01-01 UTC.</param>
/// <param name="Customer">Customer.</param>
/// <param name="Sender">Sender ID; empty where it is not stated.</param>
/// <param name="Supplier">Supplier; empty where it is not stated.</param>
/// <param name="Network">MCC-MNC digits; empty where it is not known.</param>
/// <param name="Block">Destinations without their last four digits.</param>
/// <param name="Currency">ISO 4217 code; empty where it is not stated. Money of two currencies is never added up.</param>
internal readonly record struct RollupKey(long Minute, string Customer, string Sender, string Supplier, string Network, ulong Block, string Currency)
{
    /// <summary>otp, transactional or marketing; empty where it is not stated.</summary>
    public string Category { get; init; } = "";
}

/// <summary>Sums of the traffic.</summary>
internal struct RollupSums
{
    /// <summary>Messages.</summary>
    public long Messages;

    /// <summary>Message parts.</summary>
    public long Segments;

    /// <summary>What the customer pays.</summary>
    public double Price;

    /// <summary>What the supplier takes.</summary>
    public double Cost;

    /// <summary>Messages whose code was used.</summary>
    public long Converted;

    /// <summary>Messages that were delivered by their receipt.</summary>
    public long Delivered;

    /// <summary>Messages that had a receipt, whatever it said.</summary>
    public long Receipted;

    /// <summary>Of these: whose receipt came within a second.</summary>
    public long Instant;

    /// <summary>Tenths of a second from messages to their receipts, added up.</summary>
    public long Delay;

    /// <summary>Squares of those tenths, added up.</summary>
    public long DelaySquares;
}
