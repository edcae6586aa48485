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
/// `console [messages a day = 170000] [days = 30]`: how long pages take over so many days of sums, the first view of a process that has just started apart;
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
            var (customers, end) = Fill(Path.Combine(folder, "data", "traffic"), new MonthsSpec { Seed = 1, Begin = Hour(DateTimeOffset.UtcNow).AddDays(-days), Planted = true, Days = days, Customers = 500, SendersEach = 4, Suppliers = 50, Networks = 25, BlocksEach = 200, PerDay = perDay });
            foreach (var wait in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.Zero }) await FirstViewAsync(Path.Combine(folder, "data"), wait);
            var begin = Stopwatch.StartNew();
            await using var server = await TidegateServer.StartAsync(new ServeSource(null, Path.Combine(folder, "data"), "http://127.0.0.1:0"), configure: b => b.Logging.SetMinimumLevel(LogLevel.Error));
            using var http = new HttpClient { BaseAddress = new Uri(server.Addresses.First()), Timeout = TimeSpan.FromMinutes(5) };
            Console.WriteLine($"started in {begin.Elapsed.TotalSeconds:F2} s");
            await ShowAsync(http, "after the start", Pages, 1);
            // A day of honest traffic, which detection learns: twenty customers, two countries.
            await PostAsync(http, Enumerable.Range(0, Honest).Select(i => Submit("m", i, end.AddDays(-1).AddHours(-1).AddSeconds(i * 86_400.0 / Honest), customers[i % 20], (i % 3 == 0 ? 998901000000UL : 393390000000UL) + (ulong)(i * 7919L % 10_000_000))));
            await ShowAsync(http, "again", Pages, Rounds);

            var engine = server.Services.GetRequiredService<LiveEngine>();
            await engine.ReadAsync(p => Open(p.Replay));
            await ShowAsync(http, $"with {Incidents:N0} open incidents, first", ["/", "/incidents?state=ongoing&sort=severity"], 1);
            await ShowAsync(http, "again", ["/", "/incidents?state=ongoing&sort=severity", "/incidents?q=customer-00042", "/customers"], Rounds);
            await AttackAsync(Path.Combine(folder, "attacked"), end);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // On a service of its own, so that nothing but the attack is open.
    private static async Task AttackAsync(string data, DateTimeOffset end)
    {
        await using var server = await TidegateServer.StartAsync(new ServeSource(null, data, "http://127.0.0.1:0"), configure: b => b.Logging.SetMinimumLevel(LogLevel.Error));
        using var http = new HttpClient { BaseAddress = new Uri(server.Addresses.First()), Timeout = TimeSpan.FromMinutes(5) };
        // A day of honest traffic, which detection learns: twenty customers, each with people of its own whom it messages again and again.
        var random = new Random(1);
        var people = Enumerable.Range(0, 20).Select(c => Enumerable.Range(0, 2000).Select(_ => (c % 3 == 0 ? 998900000000UL : 393380000000UL) + (ulong)random.Next(20_000_000)).ToArray()).ToArray();
        await PostAsync(http, Enumerable.Range(0, Honest).Select(i => Submit("m", i, end.AddDays(-1).AddHours(-1).AddSeconds(i * 86_400.0 / Honest), $"customer-{i % 20}", people[i % 20][random.Next(2000)])));
        // Three hundred a second from the first message on.
        var sent = Stopwatch.StartNew();
        for (var part = 0; part < Attack; part += 50_000)
            await PostAsync(http, Enumerable.Range(part, 50_000).Select(i => Submit("a", i, end.AddHours(-1).AddMilliseconds(i * 3.3), "customer-1", 998935500000 + (ulong)random.Next(10_000))));
        Console.WriteLine($"{Attack:N0} messages of an attack in {sent.Elapsed.TotalSeconds:F1} s");
        var engine = server.Services.GetRequiredService<LiveEngine>();
        var largest = (await engine.ReadAsync(p => p.Desk.StillOpen.Where(i => i.Messages > 1000).Select(p.Desk.DescribeIncident).ToList())).MaxBy(i => i.Messages);
        if (largest is null) throw new InvalidOperationException("the attack was not found");
        Console.WriteLine($"its incident has {largest.Messages:N0} messages: {largest.Summary}");
        await ShowAsync(http, "an attack of a million, first", ["/incidents/" + largest.Id, "/"], 1);
        await ShowAsync(http, "again", ["/incidents/" + largest.Id, "/", "/decisions"], Rounds);
    }

    // The whole of the page, its sums of the last hour with it, which it may fill in by itself a little later.
    private static async Task FirstViewAsync(string data, TimeSpan wait)
    {
        await using var served = await ServedProcess.StartAsync(data);
        await Task.Delay(wait);
        var watch = Stopwatch.StartNew();
        var page = await served.Http.GetStringAsync("/");
        var first = watch.Elapsed;
        var times = 1;
        for (; page.Contains("are being read", StringComparison.Ordinal); times++) page = await served.Http.GetStringAsync("/");
        Console.WriteLine($"a process that listens after {served.StartedIn.TotalSeconds:F2} s; first view {wait.TotalSeconds:F0} s later in {first.TotalMilliseconds:F0} ms, with all sums in {watch.Elapsed.TotalMilliseconds:F0} ms (asked {times} times)");
    }

    // The last hour of the sums is the one that the page looks at, for the service's clock is this machine's until there are events.
    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero);

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
                NewSince = replay.Partition.Now - 60_000,
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
