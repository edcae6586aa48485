using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tidegate.Detection;
using Tidegate.Pipeline;
using Tidegate.Server;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Rollups;
using Tidegate.Storage.Tests.Reports;

namespace Tidegate.Bench;

/// <summary>
/// `console [messages a day = 170000] [days = 30]`: how long pages take over so many days of sums, the first view after the start apart;
/// then with 10,000 open incidents; then the page of an attack of a million messages.
/// </summary>
internal static class ConsoleBenchmark
{
    private const int Incidents = 10_000;
    private const int Attack = 1_000_000;
    private const int Honest = 60_000;
    private const int Rounds = 5;
    private static readonly string[] Pages = ["/", "/incidents", "/incidents?state=ongoing&sort=cost", "/decisions", "/customers", "/suppliers", "/explore?by=customer,network", "/settings"];

    public static async Task<int> RunAsync(string[] args)
    {
        var perDay = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 170_000;
        var days = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 30;
        var folder = Directory.CreateTempSubdirectory("tidegate-bench-").FullName;
        try
        {
            var (customers, end) = Fill(Path.Combine(folder, "data", "traffic"), new MonthsSpec { Seed = 1, Planted = true, Days = days, Customers = 500, SendersEach = 4, Suppliers = 50, Networks = 25, BlocksEach = 200, PerDay = perDay });
            var begin = Stopwatch.StartNew();
            await using var server = await TidegateServer.StartAsync(new ServeSource(null, Path.Combine(folder, "data"), "http://127.0.0.1:0"), configure: b => b.Logging.SetMinimumLevel(LogLevel.Error));
            using var http = new HttpClient { BaseAddress = new Uri(server.Addresses.First()), Timeout = TimeSpan.FromMinutes(5) };
            Console.WriteLine($"started in {begin.Elapsed.TotalSeconds:F2} s");
            await ShowAsync(http, "after the start", Pages, 1);
            // A day of honest traffic, which detection learns: twenty customers, two countries.
            await PostAsync(http, Enumerable.Range(0, Honest).Select(i => Submit("m", i, end.AddDays(-1).AddSeconds(i * 86_400.0 / Honest), customers[i % 20], (i % 3 == 0 ? 998901000000UL : 393390000000UL) + (ulong)(i * 7919L % 10_000_000))));
            await ShowAsync(http, "again", Pages, Rounds);

            var engine = server.Services.GetRequiredService<LiveEngine>();
            await engine.ReadAsync(p => Open(p.Replay));
            await ShowAsync(http, $"with {Incidents:N0} open incidents, first", ["/", "/incidents?state=ongoing&sort=severity"], 1);
            await ShowAsync(http, "again", ["/", "/incidents?state=ongoing&sort=severity", "/incidents?q=customer-00042", "/customers"], Rounds);

            var sent = Stopwatch.StartNew();
            for (var part = 0; part < Attack; part += 50_000)
                await PostAsync(http, Enumerable.Range(part, 50_000).Select(i => Submit("a", i, end.AddMinutes(5).AddMilliseconds(i * 3.6), customers[1], 998935500000 + (ulong)(i % 100_000))));
            Console.WriteLine($"{Attack:N0} messages of an attack in {sent.Elapsed.TotalSeconds:F1} s");
            var largest = (await engine.ReadAsync(p => p.Desk.StillOpen.Where(i => i.Messages > 1000).Select(p.Desk.DescribeIncident).ToList())).MaxBy(i => i.Messages);
            if (largest is null) throw new InvalidOperationException("the attack was not found");
            Console.WriteLine($"its incident has {largest.Messages:N0} messages");
            await ShowAsync(http, "an attack of a million, first", ["/incidents/" + largest.Id, "/"], 1);
            await ShowAsync(http, "again", ["/incidents/" + largest.Id, "/", "/decisions"], Rounds);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (List<string> Customers, DateTimeOffset End) Fill(string folder, MonthsSpec spec)
    {
        Directory.CreateDirectory(folder);
        using var sums = new TrafficRollups(Path.Combine(folder, "traffic.duckdb"));
        long position = 0, messages = 0, rows = 0;
        var customers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in new MonthsWorld(spec).Rows().Chunk(200_000))
        {
            // Position 0: the journal of this service is new.
            sums.Add(0, 0, chunk.Select(MonthsSums.Row));
            (messages, rows, position) = (messages + chunk.Sum(r => r.Messages), rows + chunk.Length, position + 1);
            foreach (var row in chunk) customers.Add(row.Customer);
            if (position % 10 == 0) sums.Fold();
        }

        sums.Fold();
        Console.WriteLine($"{messages:N0} messages of {spec.Days} days in {rows:N0} rows of sums");
        return ([.. customers], spec.Begin.AddDays(spec.Days));
    }

    // As the desk opens them on alerts of so many attacks at once.
    private static int Open(Replay replay)
    {
        var network = replay.Names.Networks.Intern("22201");
        for (var i = 0; i < Incidents; i++)
        {
            var first = 393300000000 + ((ulong)i * 10_000);
            replay.Desk.Handle(new Outcome(0, null, new Alert
            {
                Time = replay.Partition.Now,
                Onset = replay.Partition.Now - 60_000,
                Root = default,
                Network = network,
                Group = 0,
                Ranges = [new SuspectRange(first, first + 9999, 40, 0.0001, network, 0)],
                Customers = [replay.Names.Customers.Intern($"customer-{i:D5}")],
                Messages = [],
                LogOdds = 25,
                Anticipated = 0,
                Evidence = [],
                Blockable = false,
            }));
        }

        return replay.Desk.StillOpen.Count;
    }

    private static async Task ShowAsync(HttpClient http, string when, string[] paths, int rounds)
    {
        Console.WriteLine(when + ":");
        foreach (var path in paths)
        {
            var times = new List<double>();
            var bytes = 0;
            for (var round = 0; round < rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                bytes = (await http.GetByteArrayAsync(path)).Length;
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine($"  {path,-44} {times[times.Count / 2],7:F0} ms (at most {times[^1]:F0}), {bytes / 1024} KiB");
        }
    }

    private static async Task PostAsync(HttpClient http, IEnumerable<string> lines)
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync("/v1/events", content);
        answer.EnsureSuccessStatusCode();
    }

    private static string Submit(string kind, int number, DateTimeOffset time, string customer, ulong destination) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"submit","time":"{{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","message_id":"{{kind}}{{number}}","customer":"{{customer}}","sender":"S{{number % 3}}","supplier":"s1","destination":"+{{destination}}","price":0.05,"currency":"EUR"}""");
}
