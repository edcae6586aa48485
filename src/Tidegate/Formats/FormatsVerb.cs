using System.CommandLine;
using Spectre.Console;
using Tidegate.Traffic.Importers;

namespace Tidegate.Formats;

/// <summary>`tidegate formats`: what can be read.</summary>
internal static class FormatsVerb
{
    private static readonly (string Format, string What)[] Own =
    [
        ("tidegate-ndjson", "Tidegate's own events, one JSON object a line"),
        ("tidegate-json", "the same as one JSON array"),
        ("tidegate-csv", "the same fields as columns"),
        ("tidegate-parquet", "the same fields as Parquet columns"),
    ];

    public static Command Build()
    {
        var verb = new Command("formats", "Lists the formats that can be read.");
        verb.SetAction(_ =>
        {
            Print(AnsiConsole.Console);
            return ExitStatus.NothingFound;
        });
        return verb;
    }

    private static void Print(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("--format", "vendor", "what");
        foreach (var (format, what) in Own) table.AddRow(format, "tidegate", what);
        foreach (var importer in VendorImporters.All.OrderBy(importer => importer.Format, StringComparer.Ordinal))
            table.AddRow(importer.Format, importer.Vendor, importer.What);
        console.Write(table);
        console.WriteLine("'--format auto' recognises each but mapping; '--format VENDOR' lets it choose among that vendor's. All may be plain, gzip (.gz) or zstd (.zst).");
        console.WriteLine("A format of your own: --mapping FILE (docs/formats.md).");
    }
}
