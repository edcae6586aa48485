using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shouldly;
using Tidegate.Server.Tests.Http;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

public sealed class FloodTests
{
    [Fact]
    public async Task Queue_Full_Is429WithRetryAfter_AndWhatIsSentAgainCountsOnce()
    {
        await using var host = await Host.StartAsync("ingest: { queue_events: 2000 }");
        const int Senders = 24;
        const int Each = 4000;
        var refused = 0;
        long accepted = 0;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async s =>
        {
            var lines = Enumerable.Range(0, Each).Select(i => EventsTests.Submit($"f{s}-{i}", "acme" + s, $"+3933{s:00}{i:000000}")).ToList();
            while (true)
            {
                try
                {
                    var (status, text, headers) = await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson(lines));
                    if (status == 202)
                    {
                        Interlocked.Add(ref accepted, JsonNode.Parse(text)!["accepted"]!.GetValue<long>());
                        return;
                    }

                    status.ShouldBe(429, text);
                    headers.RetryAfter.ShouldNotBeNull();
                    Interlocked.Increment(ref refused);
                }
                catch (HttpRequestException)
                {
                    // Not answered, on a machine with other work: what is not acknowledged is sent again.
                }
            }
        }));

        refused.ShouldBeGreaterThan(0);
        accepted.ShouldBeLessThanOrEqualTo(Senders * Each);
        var health = host.Engine.Health();
        (health.Events).ShouldBe(Senders * Each, "each once, though some were sent more often");
        (await host.GetAsync("/health/ready"))["status"]!.GetValue<string>().ShouldBe("ready");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_RefusedHalfWay_WhileItsSenderPauses_IsAnswered_AndIsNoFaultOfTheWebServer(bool packed)
    {
        await using var host = await Host.StartAsync("ingest: { queue_events: 1000 }");
        var errors = new Errors();
        host.Service<ILoggerFactory>().AddProvider(errors);
        using var held = new ManualResetEventSlim();
        var holding = host.Engine.ReadAsync(_ => held.Wait(TimeSpan.FromMinutes(2)));
        var first = host.PostEventsAsync(Enumerable.Range(0, 999).Select(i => EventsTests.Submit("h" + i)));
        while (host.Engine.Health().QueuedEvents < 999) await Task.Delay(20);

        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => EventsTests.Submit("late" + i) + "\n")));
        using var gzip = new MemoryStream();
        using (var to = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true)) { to.Write(lines); to.Flush(); }
        var sent = packed ? gzip.ToArray()[..^8] : lines;
        var head = $"POST /v1/events HTTP/1.1\r\nHost: {host.Client.BaseAddress.Authority}\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\n{(packed ? "Content-Encoding: gzip\r\n" : "")}Content-Length: {sent.Length + 500}\r\n\r\n";
        await socket.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. sent]);
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 429 Too Many Requests");
        await socket.GetStream().WriteAsync(new byte[500]);
        await reader.ReadToEndAsync();

        held.Set();
        (await holding).ShouldBeTrue();
        (await first)["accepted"]!.GetValue<int>().ShouldBe(999);
        errors.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Queue_Full_IsRefusedBeforeItsBodyIsRead()
    {
        await using var host = await Host.StartAsync("ingest: { queue_events: 1000 }");
        using var held = new ManualResetEventSlim();
        var holding = host.Engine.ReadAsync(_ => held.Wait(TimeSpan.FromMinutes(2)));
        var first = host.PostEventsAsync(Enumerable.Range(0, 1500).Select(i => EventsTests.Submit("h" + i)));
        while (host.Engine.Health().QueuedEvents < 1500) await Task.Delay(20);

        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/events HTTP/1.1\r\nHost: {host.Client.BaseAddress.Authority}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n"));
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 429 Too Many Requests");

        held.Set();
        (await holding).ShouldBeTrue();
        (await first)["accepted"]!.GetValue<int>().ShouldBe(1500);
    }

    [Fact]
    public async Task Senders_AMillion_AreTaken_InBoundedMemory()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        const int Parts = 20;
        const int Each = 50_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var part = 0; part < Parts; part++)
        {
            var lines = Enumerable.Range(part * Each, Each).Select(i => EventsTests.Submit("s" + i, "acme", $"+39333{i:0000000}", $"2026-03-02T{i / 50_000:00}:{i / 1000 % 50:00}:00Z").Replace("\"ACME\"", $"\"S{i}\"", StringComparison.Ordinal));
            (await host.PostEventsAsync(lines))["accepted"]!.GetValue<int>().ShouldBe(Each);
        }

        await host.SnapshotAsync();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(1L << 30);
        (await host.CheckAsync("other", "+390612340001"))["verdict"]!.GetValue<string>().ShouldBe("allow");
        (await host.GetAsync("/health/ready"))["status"]!.GetValue<string>().ShouldBe("ready");
    }

    private sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Seen { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Seen.Enqueue(formatter(state, exception) + exception);
        }

        public void Dispose()
        {
        }
    }
}
