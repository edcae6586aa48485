using Tidegate.Traffic.Reading;

namespace Tidegate.Traffic.Importers;

/// <summary>Shows what an importer makes of the first records of an export: `--explain-import N`.</summary>
public static class ImportPreview
{
    /// <summary>Reads the first records and shows each before and after.</summary>
    /// <param name="content">The content as stored, plain or compressed; disposed.</param>
    /// <param name="sourceName">File name, or "-" for standard input.</param>
    /// <param name="format">Name of the format, one of <see cref="VendorImporters.All"/>.</param>
    /// <param name="options">What the user said about the import.</param>
    /// <param name="count">How many records; at least 1.</param>
    /// <exception cref="ArgumentException">No importer has that format.</exception>
    public static IReadOnlyList<ImportExample> Explain(Stream content, string sourceName, string format, ImportOptions options, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var importer = VendorImporters.All.OfType<VendorImporter>().FirstOrDefault(i => i.Format == format)
            ?? throw new ArgumentException($"No importer has the format \"{format}\"; expected one of {string.Join(", ", VendorImporters.All.Select(i => i.Format))}.", nameof(format));
        var report = new SourceReport(sourceName, format);
        content = Utf8Content.Open(Compression.Unpack(new PeekedStream(content, 64), out _, out _), out _);
        var (fields, mapper, sink) = importer.Start(content, report, new TrafficNames(), options);
        using (fields)
        {
            sink.Touched = [];
            sink.Ids = [];
            sink.Notes = [];
            var examples = new List<ImportExample>();
            var badSeen = 0;
            while (examples.Count < count && fields.Read())
            {
                AddBroken(examples, report, ref badSeen, count);
                if (examples.Count == count) break;
                sink.Touched.Clear();
                sink.Notes.Clear();
                mapper.Map(fields);
                string[] notes = [.. report.BadRecords.Skip(badSeen).Select(Text), .. sink.Notes];
                badSeen = report.BadRecords.Count;
                examples.Add(new ImportExample(fields.Line, fields.Describe(), [.. sink.Touched.Select(i => EventText.Of(sink.Events[i], sink.Names, sink.Ids))], notes));
            }

            AddBroken(examples, report, ref badSeen, count);
            return examples;
        }
    }

    /// <summary>Records that could not even be read, which stand before the one at hand.</summary>
    private static void AddBroken(List<ImportExample> examples, SourceReport report, ref int badSeen, int count)
    {
        for (; badSeen < report.BadRecords.Count && examples.Count < count; badSeen++)
        {
            var bad = report.BadRecords[badSeen];
            examples.Add(new ImportExample(bad.Line, "", [], [Text(bad)]));
        }
    }

    private static string Text(BadRecord bad) => bad.Value.Length == 0 ? bad.Reason : $"{bad.Reason}: {bad.Value}";
}
