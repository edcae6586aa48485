using System.Diagnostics;
using System.Globalization;
using Tidegate.Reporting.Reconciliation;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>
/// Reconciliation of two large CSV files with planted differences, by the clock beside DuckDB's full outer join of them by id and number.
/// That each planted difference is found, and no other, is checked in every round.
/// </summary>
internal static class ReconcileBenchmark
{
    private const long Begin = 1_772_323_200_000; // 2026-03-01
    private const int Weeks = 4;

    /// <summary>Arguments: [rows = 5000000] [rounds = 3] [id | contents] [folder = the system's for temporary files]. Files that are there already are used again.</summary>
    public static int Run(string[] args)
    {
        var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        var byContents = args.Length > 2 && args[2] switch
        {
            "contents" => true,
            "id" => false,
            var other => throw new ArgumentException($"matching '{other}'; expected id or contents"),
        };
        var folder = args.Length > 3 ? args[3] : Path.GetTempPath();
        var (ours, theirs) = (Path.Combine(folder, $"tidegate-ours-{rows}.csv"), Path.Combine(folder, $"tidegate-theirs-{rows}{(byContents ? "-own-ids" : "")}.csv"));
        if (!File.Exists(ours)) Write(ours, Enumerable.Range(0, (int)rows).Select(Message.Ours));
        if (!File.Exists(theirs)) Write(theirs, Theirs((int)rows, byContents));
        var planted = Planted((int)rows);
        Console.WriteLine($"{rows:N0} rows each, {new FileInfo(ours).Length / 1e6:F0} and {new FileInfo(theirs).Length / 1e6:F0} MB, {planted.Count:N0} planted differences, by {(byContents ? "contents" : "id")}");
        for (var round = 0; round < rounds; round++)
        {
            var (watch, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            var found = Reconcile(ours, theirs);
            var (took, spent) = (watch.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
            var (missed, others) = (planted.Count(p => !found.Contains(p)), found.Count(f => !planted.Contains(f)));
            var memory = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
            watch.Restart();
            var joined = byContents ? -1 : DuckDb(ours, theirs);
            var beside = byContents ? "" : $"; DuckDB's join {watch.Elapsed.TotalSeconds:F1} s, {joined:N0} rows differ: ratio {took / watch.Elapsed.TotalSeconds:F2}";
            Console.WriteLine($"  {took:F1} s, {spent:F1} s of processor, {memory:F0} MiB at most so far; {found.Count:N0} found: {missed} planted missed, {others} others{beside}");
            if (missed + others > 0) return 1;
        }

        return 0;
    }

    private static HashSet<(DifferenceKind Kind, ulong Destination, long Time)> Reconcile(string ourFile, string theirFile)
    {
        var names = new TrafficNames();
        using var ours = EventFiles.Open([ourFile], names);
        using var theirs = EventFiles.Open([theirFile], names);
        var found = new HashSet<(DifferenceKind, ulong, long)>();
        Reconciler.Run(ours, theirs, names, new ReconcileOptions(), d => found.Add((d.Kind, d.Destination, d.Time.ToUnixTimeMilliseconds())));
        return found;
    }

    private static long DuckDb(string ours, string theirs) => BesideDuckDb.Count($"""
            SELECT count(*) FROM read_csv('{ours}') a FULL JOIN read_csv('{theirs}') b ON a.message_id = b.message_id AND a.destination = b.destination
            WHERE a.message_id IS NULL OR b.message_id IS NULL OR a.price <> b.price
            """);

    // One in ten thousand of each kind. What is extra has a time of its own, half a minute after another's, and a number that nobody else has.
    private static HashSet<(DifferenceKind, ulong, long)> Planted(int rows) =>
    [
        .. Enumerable.Range(0, rows).Where(IsMissing).Select(n => Message.Ours(n)).Select(m => (DifferenceKind.Missing, m.Destination, m.Time)),
        .. Enumerable.Range(0, rows).Where(IsExtra).Select(Extra).Select(m => (DifferenceKind.Extra, m.Destination, m.Time)),
        .. Enumerable.Range(0, rows).Where(IsPriced).Select(n => Message.Ours(n)).Select(m => (DifferenceKind.Price, m.Destination, m.Time)),
    ];

    private static bool IsMissing(int n) => n % 10_000 == 4_711;

    private static bool IsExtra(int n) => n % 10_000 == 1_234;

    private static bool IsPriced(int n) => n % 10_000 == 8_888;

    private static Message Extra(int n) => Message.Ours(n) with { Id = $"x{n:D9}", Destination = 391_900_000_000 + (ulong)n, Time = Message.Ours(n).Time + 30_000 };

    // Their file is in another order: thousands of rows each from the last to the first.
    private static IEnumerable<Message> Theirs(int rows, bool ownIds)
    {
        foreach (var chunk in Enumerable.Range(0, rows).Chunk(1000))
        {
            foreach (var n in chunk.Reverse())
            {
                var own = Message.Ours(n);
                if (IsExtra(n)) yield return ownIds ? Extra(n) with { Id = $"t{n:D9}x" } : Extra(n);
                if (IsMissing(n)) continue;
                var theirs = IsPriced(n) ? own with { Price = own.Price + 0.01 } : own;
                yield return ownIds ? theirs with { Id = $"t{n:D9}" } : theirs;
            }
        }
    }

    private static void Write(string path, IEnumerable<Message> messages)
    {
        using (var text = new StreamWriter(path + ".part"))
        {
            text.Write("type,time,message_id,customer,sender,destination,mccmnc,price,currency\r\n");
            foreach (var m in messages) text.Write(m.Line());
        }

        File.Move(path + ".part", path);
    }

    private sealed record Message(string Id, long Time, ulong Destination, double Price, int Customer)
    {
        // Numbers come again after a third of the file; by contents each must be known by its time.
        public static Message Ours(int n) => new($"m{n:D9}", Begin + (n * (Weeks * 7 * 86_400_000L / 5_000_000)), 393_330_000_000 + (((ulong)n * 7_919) % 1_666_667), 0.04 + (n % 7 * 0.005), n % 500);

        public string Line() => string.Create(CultureInfo.InvariantCulture, $"submit,{DateTimeOffset.FromUnixTimeMilliseconds(Time):yyyy-MM-ddTHH:mm:ss.fffZ},{Id},customer-{Customer:D3},SND{Customer:D3},+{Destination},22201,{Price:0.000},EUR\r\n");
    }
}
