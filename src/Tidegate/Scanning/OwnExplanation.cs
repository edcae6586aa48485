using System.Text;
using System.Text.Json;
using Tidegate.Reporting;
using Tidegate.Storage;
using Tidegate.Storage.ParquetFiles;
using Tidegate.Terminal;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Tidegate.Traffic.Reading;

namespace Tidegate.Scanning;

/// <summary>What `--explain-import` shows of Tidegate's own forms: which column is which field, and the first events.</summary>
internal static class OwnExplanation
{
    /// <summary>Prints it.</summary>
    /// <param name="path">The file, or "-" for standard input.</param>
    /// <param name="content">Its content, from the start.</param>
    /// <param name="request">How it is read, and how many records are shown.</param>
    /// <param name="text">Where to.</param>
    public static void Print(string path, PeekedStream content, ScanRequest request, TextWriter text)
    {
        var names = new TrafficNames();
        var reading = new ReadingOptions { Format = request.Format, Import = request.Import, OpenParquet = ParquetSource.Open };
        var (columns, isJson) = (Columns(content.Head), IsJson(content.Head)); // before it is read
        using var source = path == EventFiles.StandardInput ? EventReader.Open(content, path, names, reading) : EventFiles.Open([path], names, reading);
        var known = source.Report.Format != OwnFormats.Unknown;
        text.WriteLine(known ? $"{path}: Tidegate's own format ({source.Report.Format}), taken as it is" : $"{path}: not recognised");
        if (known && columns.Count > 0) text.WriteLine($"  {(isJson ? "names" : "columns")}: {string.Join(", ", columns.Select(Described))}");
        foreach (var remark in source.Report.Remarks) text.WriteLine("  " + PlainText.Of(remark));
        var left = request.ExplainImport;
        var batch = new TrafficEvent[1];
        while (left > 0 && source.Read(batch) > 0)
        {
            text.WriteLine("  => " + PlainText.Of(EventText.Of(batch[0], names, ids: null)));
            left--;
        }

        foreach (var bad in source.Report.BadRecords.Take(request.ExplainImport))
            text.WriteLine($"  !  line {bad.Line}: {PlainText.Of(bad.Reason)}{(bad.Value.Length > 0 ? $": {PlainText.Of(bad.Value)}" : "")}");
        foreach (var amended in source.Report.Amended.Take(request.ExplainImport))
            text.WriteLine($"  !  line {amended.Line}: {PlainText.Of(amended.Reason)}, left out: {PlainText.Of(amended.Value)}");
    }

    private static bool IsJson(ReadOnlySpan<byte> head) => head.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static string Described(string column)
    {
        var field = Fields.Find(Encoding.UTF8.GetBytes(column.ToLowerInvariant()));
        return $"{PlainText.Of(Mask.Numbers(column))} -> {(field == Field.None ? "not read" : Fields.Name(field))}";
    }

    // Of JSON, the names of the first object. Of Parquet, whose columns are not at its start, none.
    private static IReadOnlyList<string> Columns(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8)) return [];
        if (!IsJson(head)) return CsvHeader.Read(head, customerKnown: true).Names;
        var names = new List<string>();
        var json = new Utf8JsonReader(head, isFinalBlock: false, default);
        try
        {
            var depth = 0;
            while (json.Read() && !(json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == depth - 1))
            {
                if (depth == 0 && json.TokenType == JsonTokenType.StartObject) depth = json.CurrentDepth + 1;
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == depth) names.Add(json.GetString() ?? "");
            }
        }
        catch (JsonException)
        {
            // What is wrong with it is told with the records.
        }

        return names;
    }
}
