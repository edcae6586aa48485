using System.Text;
using Tidegate.Reporting;

namespace Tidegate.Simulation.Worlds;

/// <summary>The CSV of a world (RFC 4180): cells that need it are in quotes.</summary>
internal static class WorldCsv
{
    /// <summary>Reads the rows below the header.</summary>
    /// <param name="file">What they are read from, and how it is named in errors; read as the rows are taken.</param>
    /// <param name="columns">The header.</param>
    /// <param name="needed">How many of the columns a row needs.</param>
    /// <exception cref="InvalidDataException">A row has fewer or more cells, or a quote is not closed.</exception>
    public static IEnumerable<WorldRow> Rows(WorldFile file, string[] columns, int needed)
    {
        using var reader = new StreamReader(file.Open());
        var header = true;
        for (long line = 1; file.Guard(reader.ReadLine) is { } text; line++)
        {
            var first = line;
            List<string> cells;
            while (!TrySplit(text, out cells))
            {
                if (file.Guard(reader.ReadLine) is not { } more) throw new InvalidDataException($"{file.Path}, line {first}: a quote is not closed");
                (text, line) = (text + '\n' + more, line + 1);
            }

            if (header || text.Length == 0)
            {
                header = false;
                continue;
            }

            if (cells.Count < needed || cells.Count > columns.Length)
                throw new InvalidDataException($"{file.Path}, line {first}: {Phrases.Count(cells.Count, "value", "values")}; expected {needed}{(needed < columns.Length ? $" or {columns.Length}" : "")}: {string.Join(',', columns)}");
            yield return new WorldRow(file.Path, first, columns, cells);
        }
    }

    /// <summary>A cell as it is written.</summary>
    public static string Cell(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : text;

    // False where the text ends within quotes.
    private static bool TrySplit(string text, out List<string> cells)
    {
        cells = [];
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
            else if (text[i] == '"' && (quoted || cell.Length == 0)) quoted = !quoted;
            else if (text[i] == ',' && !quoted) Next(cells);
            else cell.Append(text[i]);
        }

        Next(cells);
        return !quoted;

        void Next(List<string> to)
        {
            to.Add(cell.ToString());
            cell.Clear();
        }
    }
}
