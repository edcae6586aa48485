using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;

namespace Tidegate.Storage.Reports;

/// <summary>Reads numbers of whichever width a query gives: sums of whole numbers are wider than what is summed.</summary>
internal static class ReaderValues
{
    /// <summary>A number; NaN where there is none.</summary>
    public static double Double(this DuckDBDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => double.NaN,
        BigInteger wide => (double)wide,
        var value => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    /// <summary>A whole number; 0 where there is none.</summary>
    public static long Long(this DuckDBDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => 0,
        BigInteger wide => (long)wide,
        var value => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };
}
