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

    internal static readonly string[] TruthColumns = ["seconds", "message_id", "customer", "sender", "destination", "supplier", "mccmnc", "price", "campaign"];
    internal static readonly string[] CampaignColumns = ["id", "kind", "start_seconds", "minutes"];
    internal static readonly string[] SurpriseColumns = ["kind", "start_seconds", "minutes", "party"];

    /// <summary>Reads a world back.</summary>
    /// <exception cref="FileNotFoundException">The events or the truth are not there.</exception>
    /// <exception cref="InvalidDataException">A line that does not parse; the message names file, line and value, and what was expected.</exception>
    public static World Read(string folder)
    {
        var names = new TrafficNames();
        var labels = WorldFile.Need(folder, "truth.csv");
        var events = EventLines.ReadAll(WorldFile.Need(folder, "events.ndjson"), names);
        var attacks = new List<Attack>();
        var byId = ReadAttacks(folder, attacks);
        var surprises = Rows(folder, "surprises.csv", SurpriseColumns, SurpriseColumns.Length - 1)
            .Select(r => new Surprise(r.Name(0), At(r.Seconds(1)), r.Minutes(2), r.Text(3))).ToList();
        var truth = ReadTruth(labels, names, attacks, byId);
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

    private static Dictionary<string, short> ReadAttacks(string folder, List<Attack> attacks)
    {
        var byId = new Dictionary<string, short>(StringComparer.Ordinal);
        foreach (var r in Rows(folder, "campaigns.csv", CampaignColumns, CampaignColumns.Length))
        {
            if (attacks.Count == short.MaxValue || !byId.TryAdd(r.Name(0), (short)attacks.Count)) throw r.Bad(0, $"an id that is there once, {short.MaxValue} in all at most");
            attacks.Add(new Attack(r.Name(0), r.Text(1), At(r.Seconds(2)), r.Minutes(3)));
        }

        return byId;
    }

    private static LabelledSubmission[] ReadTruth(WorldFile file, TrafficNames names, List<Attack> attacks, Dictionary<string, short> byId)
    {
        var epoch = Epoch.ToUnixTimeMilliseconds();
        var rows = new List<LabelledSubmission>();
        foreach (var r in WorldCsv.Rows(file, TruthColumns, TruthColumns.Length))
        {
            short attack = -1;
            if (r.Text(8) is { Length: > 0 } id && !byId.TryGetValue(id, out attack))
            {
                if (attacks.Count == short.MaxValue) throw r.Bad(8, $"at most {short.MaxValue} campaigns");
                attack = byId[id] = (short)attacks.Count;
                attacks.Add(new Attack(id, "unknown", At(r.Seconds(0)), TimeSpan.Zero));
            }

            rows.Add(new LabelledSubmission
            {
                Time = epoch + (long)Math.Round(r.Seconds(0) * 1000),
                MessageKey = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(r.Name(1))),
                Customer = names.Customers.Intern(r.Name(2)),
                Sender = names.Senders.Intern(r.Text(3)),
                Destination = r.Destination(4),
                Supplier = names.Suppliers.Intern(r.Text(5)),
                Network = names.Networks.Intern(r.Text(6)),
                Price = r.Amount(7),
                Attack = attack,
                Surprise = -1,
            });
        }

        var sorted = rows.ToArray();
        Array.Sort(sorted, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.MessageKey.CompareTo(b.MessageKey));
        return sorted;
    }

    private static IEnumerable<WorldRow> Rows(string folder, string name, string[] columns, int needed) =>
        WorldFile.Find(folder, name) is { } file ? WorldCsv.Rows(file, columns, needed) : [];

    private static DateTimeOffset At(double seconds) => Epoch.AddSeconds(seconds);
}
