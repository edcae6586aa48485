using System.Collections.Concurrent;
using System.Globalization;
using DuckDB.NET.Data;
using Tidegate.Numbering;

namespace Tidegate.Storage.Rollups;

/// <summary>Reads the traffic of the last minutes beside earlier times. Safe for threads.</summary>
internal sealed class PresentReader(TrafficRollups rollups)
{
    private const int MostWeeks = 4;
    private const int MostDays = 6;
    private const int MostHours = 6;
    private const int Most = 12;
    private const int Smoothing = 7;
    private const long Day = 24 * 60;

    // Blocks that have so many digits in common lie in one country, but for a handful in the world.
    private const int CountryDigits = 6;
    private const int FewPlaces = 4096;
    private const int MostAreas = 100_000;

    private readonly ConcurrentDictionary<ulong, string> _countries = new();
    private readonly Lock _planning = new();
    private readonly NumberPlan _plan = new(FewPlaces);

    /// <summary>Reads it.</summary>
    /// <param name="until">End, minutes since 1970-01-01 UTC; the minute before it is the running one, which only the line of expectation reaches.</param>
    /// <param name="minutes">How many minutes, the running one included; 2 or more.</param>
    /// <param name="customer">Whose; null for everybody's.</param>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public PresentTraffic Read(long until, int minutes, string? customer)
    {
        try
        {
            var since = until - minutes;
            var (basis, offsets) = Earlier(rollups.Oldest(), since);
            var rows = Rows(since, until, offsets, customer);
            var steps = rows.Where(r => r is { Kind: Kind.Minute, Window: > 0 }).ToLookup(r => r.Minute);
            return new PresentTraffic
            {
                Basis = basis,
                Windows = offsets.Count,
                Since = since,
                Expected = offsets.Count == 0 ? [] : Smoothed([.. Enumerable.Range(0, minutes).Select(n => Median(steps[since + n], offsets.Count))]),
                Customers = Parts(rows, Kind.Customer, offsets.Count),
                Networks = Parts(rows, Kind.Network, offsets.Count),
                Suppliers = customer is null ? Parts(rows, Kind.Supplier, offsets.Count) : [],
                Countries = Parts([.. rows.Where(r => r.Kind == Kind.Country).GroupBy(r => (r.Window, Name: CountryOf(r.Block))).Select(g => new Row(g.Key.Window, Kind.Country, 0, g.Key.Name, 0, g.Sum(r => r.Messages)))], Kind.Country, offsets.Count),
            };
        }
        catch (DuckDBException e)
        {
            throw new IOException("the traffic rollups cannot be read: " + e.Message, e);
        }
    }

    // Weeks where there are any, for traffic has its days; else days, for it has its hours; else the hours before.
    private static (PresentBasis Basis, IReadOnlyList<long> Offsets) Earlier(long? oldest, long since)
    {
        foreach (var (basis, step, most) in new[] { (PresentBasis.Weeks, 7 * Day, MostWeeks), (PresentBasis.Days, Day, MostDays), (PresentBasis.Hours, 60L, MostHours) })
        {
            var offsets = Enumerable.Range(1, most).Select(n => n * step).Where(offset => oldest <= since - offset).ToList();
            if (offsets.Count > 0) return (basis, offsets);
        }

        return (PresentBasis.None, []);
    }

    private List<Row> Rows(long since, long until, IReadOnlyList<long> offsets, string? customer)
    {
        using var connection = rollups.Open();
        using var command = connection.CreateCommand();
        // Each time with bounds of its own, said as constants, so that row groups of other times are not read.
        var only = customer is null ? "" : " AND customer = $customer";
        var windows = offsets.Prepend(0).SelectMany((offset, n) => new[] { "traffic", "fresh" }.Select(table =>
            $"SELECT {N(n)} AS w, minute + {N(offset)} AS m, customer, network, supplier, left(CAST(block AS VARCHAR), {N(CountryDigits)}) AS area, block, messages FROM {table} WHERE minute >= {N(since - offset)} AND minute < {N(until - offset)}{only}"));
        var whole = $"CAST(coalesce(sum(messages) FILTER (m < {N(until - 1)}), 0) AS BIGINT)";
#pragma warning disable CA2100 // names of our own and numbers; the customer is a parameter
        command.CommandText = $"""
            SELECT w, GROUPING(m, customer, network, supplier, area), coalesce(m, 0), coalesce(customer, network, supplier, ''), CAST(min(block) AS UBIGINT),
              CASE WHEN GROUPING(m) = 0 THEN CAST(sum(messages) AS BIGINT) ELSE {whole} END
            FROM ({string.Join(" UNION ALL ", windows)}) GROUP BY GROUPING SETS ((w, m), (w, customer), (w, network), (w, supplier), (w, area))
            """;
#pragma warning restore CA2100
        if (customer is not null) command.Parameters.Add(new DuckDBParameter("customer", customer));
        using var reader = command.ExecuteReader();
        var rows = new List<Row>();
        while (reader.Read())
            rows.Add(new Row(reader.GetInt32(0), (Kind)reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<ulong>(4), reader.GetInt64(5)));
        return rows;
    }

    private static List<PresentPart> Parts(IReadOnlyList<Row> rows, Kind kind, int windows) =>
    [
        .. rows.Where(r => r.Kind == kind).GroupBy(r => r.Name, StringComparer.Ordinal)
            .Select(g => new PresentPart(g.Key, g.Where(r => r.Window == 0).Sum(r => r.Messages), windows == 0 ? double.NaN : Median(g.Where(r => r.Window > 0), windows)))
            .Where(p => p.Messages > 0)
            .OrderByDescending(p => p.Excess).ThenByDescending(p => p.Messages).ThenBy(p => p.Name, StringComparer.Ordinal)
            .Take(Most),
    ];

    // Times at which there was nothing have no row, and count as nothing.
    private static double Median(IEnumerable<Row> rows, int windows)
    {
        var values = new long[windows];
        foreach (var row in rows) values[row.Window - 1] += row.Messages;
        Array.Sort(values);
        return windows % 2 == 1 ? values[windows / 2] : (values[(windows / 2) - 1] + values[windows / 2]) / 2.0;
    }

    private static List<double> Smoothed(double[] values) =>
        [.. values.Select((_, at) => values[Math.Max(0, at - Smoothing)..Math.Min(values.Length, at + Smoothing + 1)].Average())];

    private string CountryOf(ulong block)
    {
        var area = block;
        while (area >= 1_000_000) area /= 10;
        if (_countries.TryGetValue(area, out var known)) return known;
        if (_countries.Count >= MostAreas) _countries.Clear();
        lock (_planning) return _countries[area] = _plan.CountryName(_plan.Lookup(block * 10_000).Country);
    }

    private static string N(long value) => value.ToString(CultureInfo.InvariantCulture);

    // Bits of GROUPING: what is summed over. One bit is not set, that of what the row is of.
    private enum Kind
    {
        Minute = 0b01111,
        Customer = 0b10111,
        Network = 0b11011,
        Supplier = 0b11101,
        Country = 0b11110,
    }

    private readonly record struct Row(int Window, Kind Kind, long Minute, string Name, ulong Block, long Messages);
}
