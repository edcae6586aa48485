using Tidegate.Traffic;

namespace Tidegate.Simulation.Worlds;

/// <summary>Reads the events of a world's own file by the event contract. Worlds are made by programs: a record that is not taken whole is an error.</summary>
internal static class EventLines
{
    /// <exception cref="InvalidDataException">A record does not keep to the contract; the message names file and line.</exception>
    public static TrafficEvent[] ReadAll(WorldFile file, TrafficNames names)
    {
        var events = new List<TrafficEvent>(1 << 16);
        using var source = EventReader.Open(File.OpenRead(file.Path), file.Path, names, new ReadingOptions { Format = "tidegate-ndjson" });
        var batch = new TrafficEvent[4096];
        for (var count = source.Read(batch); count > 0; count = source.Read(batch))
        {
            Check(source.Report);
            events.AddRange(batch.AsSpan(0, count));
        }

        Check(source.Report);
        return [.. events];
    }

    private static void Check(SourceReport report)
    {
        if (report.BadRecordCount > 0) throw Bad(report.BadRecords[0]);
        if (report.AmendedCount > 0) throw Bad(report.Amended[0]);
        if (report.Broken is { } broken) throw new InvalidDataException($"{report.Source}: could not be read to its end, {broken}");
    }

    private static InvalidDataException Bad(in BadRecord bad) =>
        new($"{bad.Source}, line {bad.Line}: {bad.Reason}{(bad.Value.Length > 0 ? $": '{bad.Value}'" : "")}");
}
