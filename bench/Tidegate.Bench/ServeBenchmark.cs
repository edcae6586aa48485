using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tidegate.Server;
using Tidegate.Server.Settings;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>
/// `serve check [SECONDS]`: POST /v1/check against an empty endpoint of the same web server, in turn.
/// `serve ingest RATE SECONDS [EVERY]`: events (submissions, receipts and conversions) at a rate; how long an answer takes, which is given after detection has decided. A snapshot every five minutes, or as said ("45s").
/// `serve backtest SECONDS`: what a backtest by the API takes of memory and time, over so many seconds of 20,000 events.
/// </summary>
internal static class ServeBenchmark
{
    private const int Connections = 32;
    private const int BatchMilliseconds = 50;
    private const int MostLineBytes = 400;

    /// <summary>Receipts and conversions follow, for the most part.</summary>
    private const double EventsPerSubmission = 2.23;

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-bench-").FullName;
        try
        {
            var file = Path.Combine(folder, "tidegate.yaml");
            File.WriteAllText(file, $"mode: enforce\nsnapshots:\n  every: {(args is ["ingest", _, _, var every] ? every : "5m")}\n");
            await using var server = await TidegateServer.StartAsync(new ServeSource(file, Path.Combine(folder, "data"), "http://127.0.0.1:0"), configure: b => b.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("Tidegate.Server.Engine", LogLevel.Debug));
            var address = new Uri(server.Addresses.First());
            if (args is ["check", .. var rest]) await CheckAsync(address, TimeSpan.FromSeconds(rest.Length > 0 ? int.Parse(rest[0]) : 5));
            else if (args is ["ingest", var rate, var seconds, ..]) await IngestAsync(address, int.Parse(rate), int.Parse(seconds));
            else if (args is ["backtest", var length]) await BacktestAsync(address, int.Parse(length));
            else return 2;
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CheckAsync(Uri address, TimeSpan length)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var empty = builder.Build();
        empty.MapPost("/empty", () => Results.Ok());
        await empty.StartAsync();
        const string body = """{"customer":"customer001","destination":"+393391234567","sender":"ACME"}""";
        var (check, nothing) = (Request("/v1/check", body), Request("/empty", body));
        var ratios = new List<double>();
        for (var round = 0; round < 4; round++)
        {
            var (one, bad) = await HttpLoad.RunAsync(address.Port, check, Connections, length);
            var (live, badLive) = await HttpLoad.RunAsync(address.Port, Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), Connections, length);
            var (other, badOther) = await HttpLoad.RunAsync(new Uri(empty.Urls.First()).Port, nothing, Connections, length);
            if (round == 0) continue; // compiled by now
            ratios.Add(one / live);
            Console.WriteLine($"/v1/check {one:F0}/s, /health/live of the same server {live:F0}/s, ratio {one / live:F2}; bare web server's empty endpoint {other:F0}/s, ratio {one / other:F2}; {bad + badLive + badOther} not answered 2xx");
        }

        Console.WriteLine($"ratio {ratios.Min():F2} to {ratios.Max():F2}, {Connections} connections, load generator in the same process");
    }

    private static async Task BacktestAsync(Uri address, int seconds)
    {
        await IngestAsync(address, 20_000, seconds);
        using var client = new HttpClient { BaseAddress = address };
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        process.Refresh();
        var (before, most, begin) = (process.WorkingSet64 >> 20, 0L, Stopwatch.GetTimestamp());
        using var form = new StringContent("""{"policy":{}}""", Encoding.UTF8, "application/json");
        using var started = await client.PostAsync("/v1/policies/backtest", form);
        started.EnsureSuccessStatusCode();
        string view;
        do
        {
            await Task.Delay(100);
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64 >> 20);
            view = await client.GetStringAsync(started.Headers.Location);
        }
        while (view.Contains("\"state\":\"running\"", StringComparison.Ordinal));
        Console.WriteLine($"backtest over {seconds * 20_000} events in {Stopwatch.GetElapsedTime(begin).TotalSeconds:F1} s: {before} MiB resident before, {most} MiB at most; {view[..Math.Min(120, view.Length)]}");
    }

    private static byte[] Request(string path, string body) =>
        Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private static async Task IngestAsync(Uri address, int rate, int seconds)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        var names = new TrafficNames();
        var traffic = new WideTraffic(names, 1, feedback: true, rate / EventsPerSubmission);
        var size = rate * BatchMilliseconds / 1000;
        var (events, moved) = (new TrafficEvent[size], DateTimeOffset.UtcNow - WideTraffic.Begin);
        var times = new List<double>();
        var (refused, accepted) = (0, 0L);
        var process = Process.GetCurrentProcess();
        var (begin, tasks) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var n = 0; n < seconds * 1000 / BatchMilliseconds; n++)
        {
            var due = TimeSpan.FromMilliseconds((double)n * BatchMilliseconds);
            var batch = Batch(traffic, names, events, moved);
            if (due - Stopwatch.GetElapsedTime(begin) is var wait && wait > TimeSpan.Zero) await Task.Delay(wait);
            tasks.Add(SendAsync(batch));
            if (n % (60_000 / BatchMilliseconds) == 0)
            {
                process.Refresh();
                Console.WriteLine($"{n * BatchMilliseconds / 1000} s: {process.WorkingSet64 >> 20} MiB resident with the generator, {GC.GetTotalMemory(false) >> 20} MiB of it managed, {refused} batches refused, {tasks.Count(t => !t.IsCompleted)} batches on the way");
            }
        }

        await Task.WhenAll(tasks);
        times.Sort();
        Console.WriteLine($"{accepted} events accepted at {accepted / Stopwatch.GetElapsedTime(begin).TotalSeconds:F0}/s, {refused} batches refused and sent again when told to; from sending a batch of {size} for the first time until it is accepted, which waits for the journal and detection: p50 {times[times.Count / 2]:F1} ms, p99 {times[times.Count * 99 / 100]:F1} ms, most {times[^1]:F1} ms");

        async Task SendAsync(byte[] batch)
        {
            var start = Stopwatch.GetTimestamp();
            while (true)
            {
                using var content = new ByteArrayContent(batch);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using var answer = await client.PostAsync("/v1/events", content);
                var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                lock (times)
                {
                    if (answer.StatusCode == HttpStatusCode.Accepted)
                    {
                        times.Add(took);
                        accepted += size;
                        return;
                    }

                    refused++;
                }

                if (answer.StatusCode != HttpStatusCode.TooManyRequests) throw new HttpRequestException($"a batch was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");

                // As a sender does that keeps to what it is told.
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            }
        }
    }

    // The traffic's own clock, moved to now: at the rate that it is made for it goes as fast as ours. Written as octets, so that making
    // the load costs little of what the service has.
    private static byte[] Batch(WideTraffic traffic, TrafficNames names, TrafficEvent[] events, TimeSpan moved)
    {
        traffic.Fill(events);
        var lines = new byte[events.Length * MostLineBytes];
        var filled = 0;
        Span<byte> id = stackalloc byte[32];
        Span<byte> time = stackalloc byte[24];
        var told = long.MinValue;
        foreach (ref readonly var e in events.AsSpan())
        {
            if (e.Time != told) Utf8.TryWrite(time, $"{(DateTimeOffset.FromUnixTimeMilliseconds(told = e.Time) + moved).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}", out _);
            ReadOnlySpan<byte> at = time, message = id[..WideTraffic.WriteId(e.MessageKey, id)];
            var customer = names.Customers[e.Customer];
            var rest = lines.AsSpan(filled);
            int written;
            var fits = e.Kind switch
            {
                EventKind.Submit => Utf8.TryWrite(rest, $"{{\"type\":\"submit\",\"time\":\"{at}\",\"message_id\":\"{message}\",\"customer\":\"{customer}\",\"sender\":\"{names.Senders[e.Sender]}\",\"destination\":\"+{e.Destination}\",\"mccmnc\":\"{names.Networks[e.Network]}\",\"supplier\":\"{names.Suppliers[e.Supplier]}\",\"category\":\"{(e.Category == Category.Otp ? "otp" : "transactional")}\",\"price\":0.05,\"currency\":\"EUR\"}}\n", out written),
                EventKind.Receipt => Utf8.TryWrite(rest, $"{{\"type\":\"receipt\",\"time\":\"{at}\",\"message_id\":\"{message}\",\"customer\":\"{customer}\",\"status\":\"{(e.Status == ReceiptStatus.Delivered ? "delivered" : "undelivered")}\"}}\n", out written),
                _ => Utf8.TryWrite(rest, $"{{\"type\":\"conversion\",\"time\":\"{at}\",\"message_id\":\"{message}\",\"customer\":\"{customer}\",\"converted\":true}}\n", out written),
            };
            if (!fits) throw new InvalidOperationException($"a line of over {MostLineBytes} octets");
            filled += written;
        }

        return lines[..filled];
    }
}
