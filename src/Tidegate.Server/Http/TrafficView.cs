using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Http;

/// <summary>How much traffic there was.</summary>
/// <param name="Since">From this time on.</param>
/// <param name="Until">Before this time.</param>
/// <param name="Step">minute, hour, day or all.</param>
/// <param name="Rows">By time, then by what it is split by. Steps without traffic have no row.</param>
/// <param name="Truncated">Whether there are more rows than the limit; these are the first.</param>
/// <param name="Lost">Messages, receipts and conversions that the service could not count since its data began, for they came faster than they could be written; 0 as it should be.</param>
internal sealed record TrafficView(DateTimeOffset Since, DateTimeOffset Until, string Step, IReadOnlyList<TrafficRowView> Rows, bool Truncated, long Lost);

/// <summary>Sums over a step of time. What it is not split by is left out.</summary>
internal sealed record TrafficRowView
{
    /// <summary>Begin of the step.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Customer.</summary>
    public string? Customer { get; init; }

    /// <summary>Sender ID; empty where it was not stated.</summary>
    public string? Sender { get; init; }

    /// <summary>Supplier; empty where it was not stated.</summary>
    public string? Supplier { get; init; }

    /// <summary>MCC-MNC digits; empty where they are not known.</summary>
    public string? Network { get; init; }

    /// <summary>Block of 10,000 numbers: their digits but the last four.</summary>
    public string? Block { get; init; }

    /// <summary>otp, transactional or marketing; empty where it is not stated.</summary>
    public string? Category { get; init; }

    /// <summary>ISO 4217 code; empty where none was stated. There is a row for each currency.</summary>
    public required string Currency { get; init; }

    /// <summary>Messages.</summary>
    public required long Messages { get; init; }

    /// <summary>Message parts.</summary>
    public required long Segments { get; init; }

    /// <summary>What the customer pays.</summary>
    public required double Price { get; init; }

    /// <summary>What the suppliers take; left out for a customer's key.</summary>
    public double? Cost { get; init; }

    /// <summary>Messages sent in this step whose code was used.</summary>
    public required long Converted { get; init; }

    /// <summary>Messages sent in this step that were delivered by their receipt.</summary>
    public required long Delivered { get; init; }

    /// <summary>Messages sent in this step that had a receipt, whatever it said.</summary>
    public required long Receipted { get; init; }

    /// <summary>A row as it is told.</summary>
    public static TrafficRowView Of(TrafficRow row, IReadOnlyList<TrafficDimension> by, bool tellsCost)
    {
        string? Value(TrafficDimension dimension)
        {
            for (var n = 0; n < by.Count; n++) if (by[n] == dimension) return row.Values[n];
            return null;
        }

        return new TrafficRowView
        {
            Time = DateTimeOffset.FromUnixTimeSeconds(row.Minute * 60),
            Customer = Value(TrafficDimension.Customer),
            Sender = Value(TrafficDimension.Sender),
            Supplier = Value(TrafficDimension.Supplier),
            Network = Value(TrafficDimension.Network),
            Block = Value(TrafficDimension.Block),
            Category = Value(TrafficDimension.Category),
            Currency = row.Currency,
            Messages = row.Sums.Messages,
            Segments = row.Sums.Segments,
            Price = Math.Round(row.Sums.Price, 6),
            Cost = tellsCost ? Math.Round(row.Sums.Cost, 6) : null,
            Converted = row.Sums.Converted,
            Delivered = row.Sums.Delivered,
            Receipted = row.Sums.Receipted,
        };
    }
}
