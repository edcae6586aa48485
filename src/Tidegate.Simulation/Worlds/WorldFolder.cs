using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Worlds;

/// <summary>
/// A world as files: events.ndjson(.gz) by the event contract, truth.csv(.gz), campaigns.csv and surprises.csv.
/// Times in the CSV files are seconds since <see cref="Epoch"/>.
/// </summary>
public static class WorldFolder
{
    /// <summary>The moment that seconds count from: Monday 2026-03-02, midnight UTC.</summary>
    public static DateTimeOffset Epoch { get; } = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a world back.</summary>
    /// <exception cref="FileNotFoundException">The events or the truth are not there.</exception>
    /// <exception cref="InvalidDataException">A line that does not parse; the message names it.</exception>
    public static World Read(string folder)
    {
        var names = new TrafficNames();
        TrafficEvent[] events;
        using (var stream = Open(folder, "events.ndjson")) events = EventLines.ReadAll(stream, names);
        var attacks = ReadRows(folder, "campaigns.csv", required: false)
            .Select(r => new Attack(r[0], r[1], At(r[2]), TimeSpan.FromMinutes(Number(r[3])))).ToList();
        var surprises = ReadRows(folder, "surprises.csv", required: false)
            .Select(r => new Surprise(r[0], At(r[1]), TimeSpan.FromMinutes(Number(r[2])), r.Length > 3 ? r[3] : "")).ToList();
        var truth = ReadTruth(folder, names, attacks);
        return new World
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Names = names,
            Events = events,
            Truth = truth,
            Attacks = AttacksSent.Of(attacks, truth),
            Surprises = surprises,
            Start = Epoch,
            Length = truth.Length == 0 ? TimeSpan.Zero : DateTimeOffset.FromUnixTimeMilliseconds(truth[^1].Time) - Epoch,
        };
    }

    /// <summary>Writes a world. Its message ids are made anew from the keys; all else reads back as it was.</summary>
    /// <param name="world">The world.</param>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="compress">Whether events and truth are gzipped.</param>
    public static void Write(World world, string folder, bool compress = true) => WorldWriter.Write(world, folder, compress);

    private static LabelledSubmission[] ReadTruth(string folder, TrafficNames names, List<Attack> attacks)
    {
        var byId = new Dictionary<string, short>(StringComparer.Ordinal);
        foreach (var attack in attacks) byId[attack.Id] = (short)byId.Count;
        var epoch = Epoch.ToUnixTimeMilliseconds();
        var rows = new List<LabelledSubmission>();
        foreach (var r in ReadRows(folder, "truth.csv", required: true))
        {
            short attack = -1;
            if (r[8].Length > 0 && !byId.TryGetValue(r[8], out attack))
            {
                attack = byId[r[8]] = (short)attacks.Count;
                attacks.Add(new Attack(r[8], "unknown", At(r[0]), TimeSpan.Zero));
            }

            rows.Add(new LabelledSubmission
            {
                Time = epoch + (long)Math.Round(Number(r[0]) * 1000),
                MessageKey = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(r[1])),
                Customer = names.Customers.Intern(r[2]),
                Sender = names.Senders.Intern(r[3]),
                Destination = ulong.Parse(r[4].AsSpan().TrimStart('+'), CultureInfo.InvariantCulture),
                Supplier = names.Suppliers.Intern(r[5]),
                Network = names.Networks.Intern(r[6]),
                Price = r[7].Length == 0 ? float.NaN : (float)Number(r[7]),
                Attack = attack,
                Surprise = -1,
            });
        }

        var sorted = rows.ToArray();
        Array.Sort(sorted, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.MessageKey.CompareTo(b.MessageKey));
        return sorted;
    }

    private static IEnumerable<string[]> ReadRows(string folder, string file, bool required)
    {
        if (!required && !Exists(folder, file)) yield break;
        using var reader = new StreamReader(Open(folder, file));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) yield return line.Split(',');
        }
    }

    private static bool Exists(string folder, string file) =>
        File.Exists(Path.Combine(folder, file)) || File.Exists(Path.Combine(folder, file + ".gz"));

    private static Stream Open(string folder, string file)
    {
        var plain = Path.Combine(folder, file);
        if (File.Exists(plain)) return File.OpenRead(plain);
        return new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress);
    }

    private static DateTimeOffset At(string seconds) => Epoch.AddSeconds(Number(seconds));

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
