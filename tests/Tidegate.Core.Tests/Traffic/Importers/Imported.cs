using System.Globalization;
using System.Text;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>An import run to its end, with events written as short lines for golden comparison.</summary>
internal sealed class Imported
{
    private Imported(TrafficNames names, List<TrafficEvent> events, SourceReport report)
    {
        Names = names;
        Events = events;
        Report = report;
        Lines = [.. events.Select(Line)];
    }

    public TrafficNames Names { get; }

    public List<TrafficEvent> Events { get; }

    public SourceReport Report { get; }

    public string[] Lines { get; }

    public static string SamplePath(string file)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tidegate.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Tidegate.slnx");
        return Path.Combine(folder, "samples", "imports", file);
    }

    public static Imported Sample(string file, string format, ImportOptions? options = null) =>
        From(File.OpenRead(SamplePath(file)), format, options);

    public static Imported Text(string text, string format, ImportOptions? options = null) =>
        From(new MemoryStream(Encoding.UTF8.GetBytes(text)), format, options);

    public static Imported From(Stream content, string format, ImportOptions? options = null)
    {
        var importer = VendorImporters.All.Single(i => i.Format == format);
        var names = new TrafficNames();
        using var source = importer.Open(content, "sample", names, options ?? new ImportOptions());
        var events = new List<TrafficEvent>();
        var batch = new TrafficEvent[7];
        for (int count; (count = source.Read(batch)) > 0;) events.AddRange(batch.AsSpan(0, count));
        return new Imported(names, events, source.Report);
    }

    private string Line(TrafficEvent e)
    {
        var text = new StringBuilder();
        text.Append(DateTimeOffset.FromUnixTimeMilliseconds(e.Time).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)).Append(' ');
        switch (e.Kind)
        {
            case EventKind.Submit:
                text.Append(CultureInfo.InvariantCulture, $"submit {Names.Customers[e.Customer]} {Names.Senders[e.Sender]} {e.Destination} x{e.Segments}");
                if (e.Supplier != 0) text.Append(" via ").Append(Names.Suppliers[e.Supplier]);
                if (e.Network != 0) text.Append(" net ").Append(Names.Networks[e.Network]);
                if (!float.IsNaN(e.Price)) text.Append(string.Create(CultureInfo.InvariantCulture, $" price {e.Price:0.######} {Names.Currencies[e.Currency]}").TrimEnd());
                if (!float.IsNaN(e.Cost)) text.Append(CultureInfo.InvariantCulture, $" cost {e.Cost:0.######}");
                if (e.Category != Category.Unknown) text.Append(' ').Append(e.Category);
                break;
            case EventKind.Receipt:
                text.Append("receipt ").Append(e.Status);
                if (e.ErrorCode != 0) text.Append(" error ").Append(Names.ErrorCodes[e.ErrorCode]);
                break;
            default:
                text.Append("conversion ").Append(e.Converted);
                break;
        }

        return text.ToString();
    }
}
