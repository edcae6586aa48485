using System.Globalization;
using DuckDB.NET.Data;

namespace Tidegate.Bench;

/// <summary>What benchmarks are held against: DuckDB on the same files, with two threads and nothing kept from before.</summary>
internal static class BesideDuckDb
{
    /// <summary>The one number that a query gives.</summary>
    public static long Count(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SET threads = 2; " + sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>A query for how many groups of minute, customer, sender and prefix a file of events has.</summary>
    /// <param name="table">The function of DuckDB that reads it: read_csv, read_parquet or read_ndjson.</param>
    /// <param name="path">The file.</param>
    public static string Groups(string table, string path) =>
        $"SELECT count(*) FROM (SELECT date_trunc('minute', time::TIMESTAMP), customer, sender, left(destination::VARCHAR, 8), count(*) FROM {table}('{path}') GROUP BY ALL)";
}
