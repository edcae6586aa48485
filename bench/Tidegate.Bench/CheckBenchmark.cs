using System.Diagnostics;
using System.Text;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>`check [ORDERS]`: verdicts in process with so many live decisions; each one timed, and what they allocate.</summary>
internal static class CheckBenchmark
{
    private const int Checks = 1_000_000;

    public static int Run(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 100_000;
        var random = new Random(1);
        var names = new TrafficNames();
        for (var c = 0; c < 200; c++) names.Customers.Intern($"customer{c}");
        var orders = Enumerable.Range(0, count).Select(n =>
        {
            var from = 390_000_000_000UL + ((ulong)random.Next(1_000_000) * 10_000);
            return new Order
            {
                Id = $"d{n}",
                Kind = n % 50 == 0 ? OrderKind.Allow : OrderKind.AutomaticBlock,
                Scope = new Scope { Customers = [$"customer{random.Next(200)}"], Networks = ["22201"], Ranges = [new NumberRange(from, from + 9_999)], ExceptKnownBefore = DateTimeOffset.UnixEpoch.AddYears(55) },
                IssuedAt = 0,
                Until = long.MaxValue,
                Reason = "bench",
                Origin = "detection",
            };
        }).ToList();
        var begin = Stopwatch.GetTimestamp();
        var table = DecisionTable.Empty.With(orders, [], names);
        var built = Stopwatch.GetElapsedTime(begin);
        var enforcer = new Enforcer();
        enforcer.Publish(new Enforcer.View(table, names, new KnownPairs(), [], MonitorAll: false));
        var customers = Enumerable.Range(0, 200).Select(c => Encoding.UTF8.GetBytes($"customer{c}")).ToArray();
        var times = new long[Checks];
        var blocked = 0;
        for (var round = 0; round < 2; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            blocked = 0;
            for (var i = 0; i < Checks; i++)
            {
                var question = new Question { Customer = customers[random.Next(200)], Destination = 390_000_000_000UL + ((ulong)random.Next(1_000_000) * 10_000) + 77 };
                var start = Stopwatch.GetTimestamp();
                if (enforcer.Check(question, 1).Action == VerdictAction.Block) blocked++;
                times[i] = Stopwatch.GetTimestamp() - start;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (round == 0) continue;
            Array.Sort(times);
            var unit = 1e6 / Stopwatch.Frequency;
            Console.WriteLine($"{count} orders, built in {built.TotalMilliseconds:F0} ms; {Checks} checks, {blocked} blocked: p50 {times[Checks / 2] * unit:F2} us, p99 {times[Checks * 99 / 100] * unit:F2} us, p99.9 {times[Checks / 1000 * 999] * unit:F2} us; {allocated} bytes allocated");
        }

        return 0;
    }
}
