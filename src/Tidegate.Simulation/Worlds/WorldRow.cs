using System.Globalization;
using System.Text;
using Tidegate.Traffic.Reading;

namespace Tidegate.Simulation.Worlds;

/// <summary>One row of a world's CSV. What does not parse is told by file, line, column and value.</summary>
internal sealed record WorldRow(string File, long Line, string[] Columns, List<string> Cells)
{
    // Thirty years: what no world is longer than.
    private const double MostSeconds = 1e9;

    /// <summary>The text of a column; empty where the row ends before it.</summary>
    public string Text(int column) => column < Cells.Count ? Cells[column] : "";

    /// <summary>A text that may not be empty.</summary>
    public string Name(int column) => Text(column) is { Length: > 0 } text ? text : throw Bad(column, "a name");

    /// <summary>Seconds since <see cref="WorldFolder.Epoch"/>.</summary>
    public double Seconds(int column) => Number(column, -MostSeconds, MostSeconds, "seconds since 2026-03-02, a number from -1e9 to 1e9");

    /// <summary>A length in minutes.</summary>
    public TimeSpan Minutes(int column) => TimeSpan.FromMinutes(Number(column, 0, MostSeconds / 60, "a number of minutes, 0 or more"));

    /// <summary>An amount; NaN where none is stated.</summary>
    public float Amount(int column) => Text(column) is "" or "NaN" ? float.NaN : (float)Number(column, 0, 1e9, "an amount from 0 to 1e9, or nothing");

    /// <summary>A phone number's digits.</summary>
    public ulong Destination(int column)
    {
        var digits = Text(column).AsSpan().TrimStart('+');
        return digits.Length is >= 7 and <= 15 && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw Bad(column, "7 to 15 digits");
    }

    /// <summary>What is to be thrown because of a column's value.</summary>
    public InvalidDataException Bad(int column, string expected) =>
        new($"{File}, line {Line}: {Columns[column]} '{PhoneMask.Apply(Encoding.UTF8.GetBytes(Text(column)))}'; expected {expected}");

    private double Number(int column, double least, double most, string expected) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : throw Bad(column, expected);
}
