using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Numbering;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>
/// Detection and decisions alone, as <see cref="Tidegate.Pipeline.Scan"/> runs them, on one core: events are made in
/// memory a chunk at a time outside the measured time. Measured once about four million places are live.
/// </summary>
internal static class DetectionBenchmark
{
    private const int Chunk = 1 << 18;

    /// <summary>Arguments: [measured events = 4000000] [mixed | submits | both] [places to reach = 3900000] [submissions a second = 38.6] [known pairs at most = 16777216]. The traffic is honest: incidents are false, and printed.</summary>
    public static int Run(string[] args)
    {
        var measured = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 4_000_000;
        var mix = args.Length > 1 ? args[1] : "both";
        var places = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3_900_000;
        var perSecond = args.Length > 3 ? double.Parse(args[3], CultureInfo.InvariantCulture) : 38.6;
        var options = args.Length > 4 ? DetectionOptions.Default with { MaxKnownNumbers = int.Parse(args[4], CultureInfo.InvariantCulture) } : DetectionOptions.Default;
        if (mix != "submits") Measure("submissions, receipts, conversions", feedback: true, measured, places, perSecond, options);
        if (mix != "mixed") Measure("submissions only", feedback: false, measured, places, perSecond, options);
        return 0;
    }

    private static void Measure(string title, bool feedback, long measured, int places, double perSecond, DetectionOptions options)
    {
        var names = new TrafficNames();
        var traffic = new WideTraffic(names, seed: 11, feedback, perSecond);
        var plan = new NumberPlan();
        var partition = new Partition(options, names, plan);
        var desk = new Desk(partition, plan, new DecisionPolicy());
        var chunk = new TrafficEvent[FarEvents.Most + Chunk];
        long events = 0;
        var all = default(Spent);
        while (partition.PlaceCount < places && events < 40_000_000)
        {
            all += Take(traffic, chunk, partition, desk);
            events += Chunk;
        }

        Console.WriteLine($"{title}: {partition.PlaceCount:N0} places after {events:N0} events, {events / all.Wall / 1e6:F2} M/s until then ({events / all.Cpu / 1e6:F2} M per second of processor)");
        var (wall, cpu, bestWall, bestCpu) = (0.0, 0.0, double.MaxValue, double.MaxValue);
        var counts = (partition.Counts.Submissions, partition.Counts.Receipts, partition.Counts.Conversions);
        var chunks = (int)((measured + Chunk - 1) / Chunk);
        var allocated = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < chunks; i++)
        {
            var spent = Take(traffic, chunk, partition, desk);
            (wall, cpu, bestWall, bestCpu) = (wall + spent.Wall, cpu + spent.Cpu, Math.Min(bestWall, spent.Wall), Math.Min(bestCpu, spent.Cpu));
        }

        var n = (double)chunks * Chunk;
        var process = Process.GetCurrentProcess();
        Console.WriteLine($"  then {n:N0} events ({(partition.Counts.Submissions - counts.Submissions) / n:P0} submissions, {(partition.Counts.Receipts - counts.Receipts) / n:P0} receipts, {(partition.Counts.Conversions - counts.Conversions) / n:P0} conversions):");
        Console.WriteLine($"  {n / wall / 1e6:F2} M events/s, {n / cpu / 1e6:F2} M per second of processor; best chunk {Chunk / bestWall / 1e6:F2} M/s, {Chunk / bestCpu / 1e6:F2} M per second of processor");
        Console.WriteLine($"  {partition.PlaceCount:N0} places, {partition.GroupCount:N0} groups, {partition.KnownCount:N0} pairs, {partition.Log.Next - partition.Log.First:N0} messages held, {partition.Overflowed:N0} overflowed, {desk.Incidents.Count} incidents");
        foreach (var i in desk.ReportIncidents()) Console.WriteLine($"  {i.Id} {i.OpenedAt:s} {i.LogOdds:F1} {i.Messages} exp {i.ExpectedMessages:F0} cust {i.Scope.Customers.Count} net {i.Scope.Networks.Count} ranges {i.Scope.Ranges.Count}: " + string.Join("; ", i.Evidence.Select(e => $"{e.Channel} {e.Observed:F0}/{e.Expected:F1} {e.LogOdds:F1}")));
        Console.WriteLine($"  peak working set {process.PeakWorkingSet64 / 1048576.0:F0} MiB, managed {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:F0} MiB, allocated while measuring {(GC.GetTotalAllocatedBytes() - allocated) / 1048576.0:F1} MiB");
    }

    private static Spent Take(WideTraffic traffic, TrafficEvent[] chunk, Partition partition, Desk desk)
    {
        traffic.Fill(chunk.AsSpan(FarEvents.Most));
        var spent = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.GetTimestamp();
        var arrivals = ArrayPool<Arrival>.Shared.Rent(chunk.Length);
        var taken = partition.Arrivals.Take(chunk, arrivals);
        var events = chunk.AsSpan()[taken];
        var told = arrivals.AsSpan()[taken];
        for (var i = 0; i < events.Length; i++)
        {
            if (i % Partition.Stride == 0) partition.Foresee(events, told, i);
            desk.Handle(partition.Take(events[i], told[i]));
        }

        ArrayPool<Arrival>.Shared.Return(arrivals);
        return new Spent(Stopwatch.GetElapsedTime(watch).TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - spent).TotalSeconds);
    }

    private readonly record struct Spent(double Wall, double Cpu)
    {
        public static Spent operator +(Spent a, Spent b) => new(a.Wall + b.Wall, a.Cpu + b.Cpu);
    }
}
