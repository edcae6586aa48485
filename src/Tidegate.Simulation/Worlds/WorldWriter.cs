using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Worlds;

/// <summary>Writes a world as files, for others to run their own detector on.</summary>
internal static class WorldWriter
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    private static readonly string[] Categories = ["unknown", "otp", "transactional", "marketing"];
    private static readonly string[] Statuses = ["unknown", "delivered", "undelivered", "expired", "rejected"];

    public static void Write(World world, string folder, bool compress)
    {
        Directory.CreateDirectory(folder);
        using (var events = Create(folder, "events.ndjson", compress))
        {
            foreach (ref readonly var e in world.Events.AsSpan()) events.WriteLine(Line(e, world.Names));
        }

        using (var truth = Create(folder, "truth.csv", compress))
        {
            truth.WriteLine("seconds,message_id,customer,sender,destination,supplier,mccmnc,price,campaign");
            var start = world.Start.ToUnixTimeMilliseconds();
            foreach (ref readonly var m in world.Truth.AsSpan())
            {
                var n = world.Names;
                truth.WriteLine(string.Create(Plain,
                    $"{(m.Time - start) / 1000.0:0.000},{Id(m.MessageKey)},{n.Customers[m.Customer]},{n.Senders[m.Sender]},{m.Destination},{n.Suppliers[m.Supplier]},{n.Networks[m.Network]},{m.Price:0.####},{(m.Attack >= 0 ? world.Attacks[m.Attack].Id : "")}"));
            }
        }

        File.WriteAllLines(Path.Combine(folder, "campaigns.csv"),
            world.Attacks.Select(a => string.Create(Plain, $"{a.Id},{a.Kind},{(a.Start - world.Start).TotalSeconds},{a.Length.TotalMinutes}")).Prepend("id,kind,start_seconds,minutes"));
        File.WriteAllLines(Path.Combine(folder, "surprises.csv"),
            world.Surprises.Select(s => string.Create(Plain, $"{s.Kind},{(s.Start - world.Start).TotalSeconds},{s.Length.TotalMinutes},{s.Party}")).Prepend("kind,start_seconds,minutes,party"));
        File.WriteAllText(Path.Combine(folder, "README.md"), Readme(world));
    }

    private static string Id(ulong key) => "m" + key.ToString("x", Plain);

    private static string Line(in TrafficEvent e, TrafficNames names)
    {
        var text = new StringBuilder(256);
        text.Append("{\"type\":\"").Append(e.Kind switch { EventKind.Submit => "submit", EventKind.Receipt => "receipt", _ => "conversion" });
        text.Append("\",\"time\":\"").Append(DateTimeOffset.FromUnixTimeMilliseconds(e.Time).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", Plain));
        text.Append("\",\"message_id\":\"").Append(Id(e.MessageKey)).Append('"');
        switch (e.Kind)
        {
            case EventKind.Submit:
                Add(text, "customer", names.Customers[e.Customer]);
                Add(text, "sender", names.Senders[e.Sender]);
                text.Append(Plain, $",\"destination\":\"+{e.Destination}\"");
                Add(text, "mccmnc", names.Networks[e.Network]);
                Add(text, "supplier", names.Suppliers[e.Supplier]);
                if (e.Category != Category.Unknown) Add(text, "category", Categories[(int)e.Category]);
                text.Append(Plain, $",\"segments\":{e.Segments}");
                if (!float.IsNaN(e.Price)) text.Append(Plain, $",\"price\":{e.Price:0.0000##}");
                if (!float.IsNaN(e.Cost)) text.Append(Plain, $",\"cost\":{e.Cost:0.0000##}");
                Add(text, "currency", names.Currencies[e.Currency]);
                break;
            case EventKind.Receipt:
                Add(text, "status", Statuses[(int)e.Status]);
                Add(text, "error_code", names.ErrorCodes[e.ErrorCode]);
                break;
            default:
                text.Append(",\"converted\":").Append(e.Converted ? "true" : "false");
                break;
        }

        return text.Append('}').ToString();
    }

    // Names of generated worlds need no escaping.
    private static void Add(StringBuilder text, string name, string value)
    {
        if (value.Length > 0) text.Append(",\"").Append(name).Append("\":\"").Append(value).Append('"');
    }

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

    private static StreamWriter Create(string folder, string file, bool compress)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var path = Path.Combine(folder, file);
        return compress
            ? new StreamWriter(new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest), encoding, 1 << 16)
            : new StreamWriter(File.Create(path), encoding, 1 << 16);
    }
}
