using System.Globalization;

namespace Tidegate.Storage.Rollups;

/// <summary>
/// Sums of the traffic by longer steps and fewer things, kept beside the minutes: what reports over months read first. They are
/// changed in the transactions that fold and delete the minutes, so that they are always the minutes' sums and nothing else.
/// </summary>
/// <param name="Table">Its table.</param>
/// <param name="Minutes">Minutes of a step, which begins with the hour or the day.</param>
/// <param name="Keys">What it is split by.</param>
/// <param name="Sums">What is summed.</param>
internal sealed record CoarseSums(string Table, int Minutes, IReadOnlyList<string> Keys, IReadOnlyList<string> Sums)
{
    /// <summary>Messages of a customer to a network by the hour: for peaks.</summary>
    public static readonly CoarseSums Hours = new("by_hour", 60, ["customer", "network"], ["messages"]);

    /// <summary>All sums by customer, supplier and network and the day: for comparisons, prices, totals.</summary>
    public static readonly CoarseSums Days = new(
        "by_day", 1440, ["customer", "supplier", "network", "currency"], ["messages", "segments", "price", "cost", "converted", "delivered", "receipted", "instant", "delay", "delay_squares"]);

    /// <summary>Messages to a block by the day: for ranges that are struck and come back.</summary>
    public static readonly CoarseSums Blocks = new("by_block", 1440, ["network", "block"], ["messages"]);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<CoarseSums> All = [Hours, Days, Blocks];

    private string KeyList => string.Join(", ", Keys);

    /// <summary>Makes the table where it is not there.</summary>
    public string Create => $"CREATE TABLE IF NOT EXISTS {Table} (minute BIGINT NOT NULL, {string.Concat(Keys.Select(k => $"{k} {(k == "block" ? "UBIGINT" : "VARCHAR")} NOT NULL, "))}{string.Join(", ", Sums.Select(s => $"{s} {Type(s)} NOT NULL"))});";

    /// <summary>A query for what the table must hold: the sums of all minutes that are folded.</summary>
    public string Recount => Of("traffic", "true");

    /// <summary>Fills the table.</summary>
    public string Fill => $"INSERT INTO {Table} {Recount};";

    /// <summary>Adds what <c>fresh</c> holds; before it is emptied.</summary>
    /// <param name="oldest">Oldest minute in it.</param>
    public string Merge(long oldest) => $"""
        MERGE INTO {Table} AS t USING ({Of("fresh", "true")}) AS f ON t.minute >= {Number(oldest - (oldest % Minutes))} AND t.minute = f.minute AND {string.Join(" AND ", Keys.Select(k => $"t.{k} = f.{k}"))}
        WHEN MATCHED THEN UPDATE SET {string.Join(", ", Sums.Select(s => $"{s} = t.{s} + f.{s}"))}
        WHEN NOT MATCHED THEN INSERT;
        """;

    /// <summary>Takes away what is older than a minute; after the minutes themselves are. The step that it lies in is summed anew.</summary>
    public string Cut(long before)
    {
        var step = before - (before % Minutes);
        return step == before
            ? $"DELETE FROM {Table} WHERE minute < {Number(before)};"
            : $"DELETE FROM {Table} WHERE minute <= {Number(step)}; INSERT INTO {Table} {Of("traffic", $"minute < {Number(step + Minutes)}")};";
    }

    /// <summary>
    /// A query for the sums from a minute up to another: whole steps from the table, what is before and after them from the minutes, and what is
    /// not folded yet. A step may come in several rows: who reads adds them up.
    /// </summary>
    public string Between(long from, long until)
    {
        var (first, last) = ((from + Minutes - 1) / Minutes * Minutes, until / Minutes * Minutes);
        var parts = new List<string> { Of("fresh", Inside(from, until)) };
        if (first >= last) parts.Add(Of("traffic", Inside(from, until)));
        else
        {
            parts.Add($"SELECT minute, {KeyList}, {string.Join(", ", Sums)} FROM {Table} WHERE {Inside(first, last)}");
            if (from < first) parts.Add(Of("traffic", Inside(from, first)));
            if (last < until) parts.Add(Of("traffic", Inside(last, until)));
        }

        return string.Join(" UNION ALL ", parts);
    }

    private static string Inside(long from, long until) => $"minute >= {Number(from)} AND minute < {Number(until)}";

    private string Of(string table, string where) =>
        $"SELECT minute - minute % {Number(Minutes)} AS minute, {KeyList}, {string.Join(", ", Sums.Select(s => $"CAST(sum({s}) AS {Type(s)}) AS {s}"))} FROM {table} WHERE {where} GROUP BY ALL";

    private static string Type(string sum) => sum is "price" or "cost" ? "DOUBLE" : "BIGINT";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
