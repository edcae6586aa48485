using System.Globalization;

namespace Tidegate.Storage.Rollups;

/// <summary>Rows with the same key that were folded in haste, made one when there is time.</summary>
internal sealed partial class TrafficRollups
{
    /// <summary>Whether rows were folded without looking for those with the same key.</summary>
    public bool HasUnmerged { get; private set; }

    /// <summary>
    /// Makes one of rows with the same key, of some minutes that were folded in haste: the oldest first, until there are none. Who asks gets the
    /// same before and after; the file and what reports read get smaller.
    /// </summary>
    /// <param name="mostRows">About how many rows are looked at; one minute at least.</param>
    /// <returns>How many rows there are fewer.</returns>
    /// <exception cref="IOException">The file cannot be written; nothing was changed.</exception>
    public long MergeSome(long mostRows) => Write(() =>
    {
        using var transaction = _connection.BeginTransaction();
        if (Slice(mostRows) is not (var first, var last))
        {
            Execute("DELETE FROM unmerged"); // their rows are deleted by now
            transaction.Commit();
            HasUnmerged = false;
            return 0L;
        }

        var (from, to) = (first.ToString(CultureInfo.InvariantCulture), last.ToString(CultureInfo.InvariantCulture));
        Execute($"CREATE OR REPLACE TEMP TABLE twice AS SELECT {Keys}, {Sums}, category, count(*) AS rows FROM traffic WHERE minute BETWEEN {from} AND {to} GROUP BY {Keys}, category HAVING count(*) > 1");
        var fewer = Number("SELECT CAST(coalesce(sum(rows - 1), 0) AS BIGINT) FROM twice");
        if (fewer > 0)
        {
            Execute($"""
                DELETE FROM traffic AS t USING twice AS w WHERE t.minute BETWEEN {from} AND {to} AND t.minute = w.minute AND t.customer = w.customer AND t.sender = w.sender AND t.supplier = w.supplier
                  AND t.network = w.network AND t.block = w.block AND t.currency = w.currency AND t.category = w.category;
                INSERT INTO traffic SELECT * EXCLUDE (rows) FROM twice;
                """);
        }

        Execute($"DROP TABLE twice; DELETE FROM unmerged WHERE last <= {to}; UPDATE unmerged SET first = {to} + 1 WHERE first <= {to}");
        transaction.Commit();
        HasUnmerged = Number("SELECT count(*) FROM unmerged") > 0;
        return fewer;
    });

    // The oldest minutes that have about so many rows.
    private (long First, long Last)? Slice(long mostRows)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = """
            WITH span AS (SELECT min(first) AS first, max(last) AS last FROM unmerged)
            SELECT minute, count(*) FROM traffic, span WHERE minute BETWEEN span.first AND span.last AND EXISTS (SELECT 1 FROM unmerged u WHERE minute BETWEEN u.first AND u.last) GROUP BY 1 ORDER BY 1
            """;
        using var reader = command.ExecuteReader();
        (long First, long Last)? slice = null;
        for (long rows = 0; reader.Read();)
        {
            rows += reader.GetInt64(1);
            if (slice is not null && rows > mostRows) break;
            slice = (slice?.First ?? reader.GetInt64(0), reader.GetInt64(0));
        }

        return slice;
    }
}
