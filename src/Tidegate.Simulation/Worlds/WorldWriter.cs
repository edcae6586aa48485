using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tidegate.Traffic;
using Tidegate.Traffic.Writing;

namespace Tidegate.Simulation.Worlds;

/// <summary>Writes a world as files, for others to run their own detector on.</summary>
internal static class WorldWriter
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a world. Its message ids are made anew from the keys; all else reads back as it was.</summary>
    /// <param name="world">The world.</param>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="compress">Whether events and truth are gzipped.</param>
    public static void Write(World world, string folder, bool compress)
    {
        Directory.CreateDirectory(folder);
        using (var events = new NdjsonEventWriter(Create(folder, "events.ndjson", compress), world.Names, "0.0000##"))
        {
            foreach (ref readonly var e in world.Events.AsSpan()) events.Write(Stated(e), Encoding.ASCII.GetBytes(Id(e.MessageKey)));
        }

        using (var truth = new StreamWriter(Create(folder, "truth.csv", compress), Utf8, 1 << 16))
        {
            truth.WriteLine(string.Join(',', WorldFolder.TruthColumns));
            var start = world.Start.ToUnixTimeMilliseconds();
            foreach (ref readonly var m in world.Truth.AsSpan())
            {
                var n = world.Names;
                truth.WriteLine(string.Create(Plain,
                    $"{(m.Time - start) / 1000.0:0.000},{Id(m.MessageKey)},{Cell(n.Customers[m.Customer])},{Cell(n.Senders[m.Sender])},{m.Destination},{Cell(n.Suppliers[m.Supplier])},{Cell(n.Networks[m.Network])},{m.Price:0.####},{(m.Attack >= 0 ? Cell(world.Attacks[m.Attack].Id) : "")}"));
            }
        }

        File.WriteAllLines(Path.Combine(folder, "campaigns.csv"),
            world.Attacks.Select(a => string.Create(Plain, $"{Cell(a.Id)},{Cell(a.Kind)},{(a.Start - world.Start).TotalSeconds},{a.Length.TotalMinutes}")).Prepend(string.Join(',', WorldFolder.CampaignColumns)));
        File.WriteAllLines(Path.Combine(folder, "surprises.csv"),
            world.Surprises.Select(s => string.Create(Plain, $"{Cell(s.Kind)},{(s.Start - world.Start).TotalSeconds},{s.Length.TotalMinutes},{Cell(s.Party)}")).Prepend(string.Join(',', WorldFolder.SurpriseColumns)));
        File.WriteAllText(Path.Combine(folder, "README.md"), Readme(world));
    }

    private static string Id(ulong key) => "m" + key.ToString("x", Plain);

    private static string Cell(string text) => WorldCsv.Cell(text);

    // Receipts and conversions say what they are of by its id alone.
    private static TrafficEvent Stated(in TrafficEvent e) => e.Kind == EventKind.Submit ? e : new()
    {
        Kind = e.Kind,
        Time = e.Time,
        MessageKey = e.MessageKey,
        Status = e.Status,
        ErrorCode = e.Kind == EventKind.Receipt ? e.ErrorCode : 0,
        Converted = e.Converted,
        Price = float.NaN,
        Cost = float.NaN,
    };

    private static string Readme(World world)
    {
        var fraud = world.Truth.Count(static m => m.Attack >= 0);
        return string.Create(Plain, $"""
            # World {world.Name}
            Synthetic A2P SMS traffic made by `tidegate simulate`: {world.Truth.Length} messages over {world.Length.TotalDays:0.#} days, {fraud} of them artificial, {world.Attacks.Count} attacks, {world.Surprises.Count} honest surprises.
            - `events.ndjson`: submissions, receipts and conversions, one JSON object a line, in order of arrival: all that a detector may read.
            - `truth.csv`: seconds since 2026-03-02T00:00:00Z, message id, customer, sender, destination, supplier, mccmnc, price, campaign (empty = honest).
            - `campaigns.csv`, `surprises.csv`: what happened when, in the same seconds; lengths in minutes.
            To measure a detector of your own, write a report in the schema tidegate.scan/1 (incidents and decisions) and score it against the truth:
            a message is stopped when a block issued strictly before it, and not yet expired, matches it; an incident is false when under half of the
            messages in its scope and time are artificial.

            """);
    }

    private static Stream Create(string folder, string file, bool compress)
    {
        var path = Path.Combine(folder, file);
        return compress ? new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest) : File.Create(path);
    }
}
