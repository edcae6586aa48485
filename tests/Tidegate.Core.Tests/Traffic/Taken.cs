using System.Text;
using Shouldly;
using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Traffic;

/// <summary>What reading some content gave.</summary>
internal sealed class Taken
{
    public required IReadOnlyList<TrafficEvent> Events { get; init; }

    public required TrafficNames Names { get; init; }

    public required SourceReport Report { get; init; }

    public TrafficEvent Only => Events.ShouldHaveSingleItem();

    public static Taken From(string content, ReadingOptions? options = null) => From(Encoding.UTF8.GetBytes(content), options);

    public static Taken From(byte[] content, ReadingOptions? options = null) => From(new MemoryStream(content), options);

    public static Taken From(Stream content, ReadingOptions? options = null)
    {
        var names = new TrafficNames();
        using var source = EventReader.Open(content, "test", names, options);
        return new Taken { Events = All(source), Names = names, Report = source.Report };
    }

    public static List<TrafficEvent> All(EventSource source, int batchSize = 7)
    {
        var events = new List<TrafficEvent>();
        var batch = new TrafficEvent[batchSize];
        for (int count; (count = source.Read(batch)) > 0;) events.AddRange(batch[..count]);
        source.Read(batch).ShouldBe(0);
        return events;
    }

    /// <summary>An event in words, names resolved, to compare across name tables.</summary>
    public static string Describe(in TrafficEvent e, TrafficNames n) =>
        $"{e.Kind} {e.Time} {e.MessageKey:x} {n.Customers[e.Customer]}|{n.Senders[e.Sender]}|{e.Destination}|{n.Networks[e.Network]}|{n.Suppliers[e.Supplier]}|"
        + $"{e.Category} {e.Segments} {e.Price} {e.Cost} {n.Currencies[e.Currency]} {e.Status} {n.ErrorCodes[e.ErrorCode]} {e.Converted}";

    public IReadOnlyList<string> Described() => [.. Events.Select(e => Describe(in e, Names))];

    /// <summary>The reason of the only bad record.</summary>
    public string OnlyFault()
    {
        Report.BadRecordCount.ShouldBe(1);
        return Report.BadRecords[0].Reason;
    }
}

/// <summary>A stream that gives a few bytes at a time, cannot seek, and has no length, as a pipe.</summary>
internal sealed class TrickleStream(byte[] content, params int[] sizes) : MemoryStream(content)
{
    private int _turn;

    public override bool CanSeek => false;

    // The base class comes here for spans too.
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, sizes[_turn++ % sizes.Length]));
}
