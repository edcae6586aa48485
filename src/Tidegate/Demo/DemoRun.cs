using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tidegate.Enforcement;
using Tidegate.Live;
using Tidegate.Server;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;
using Tidegate.Simulation.ClosedLoop;
using Tidegate.Traffic;

namespace Tidegate.Demo;

/// <summary>The real service, and simulated traffic around it in a closed loop: history fast, then live at a speed.</summary>
internal sealed class DemoRun(DemoOptions options, string folder, DemoScreen screen, TimeProvider time)
{
    private const int HistoryOnTheWay = 64;
    private const int MinutesBetweenTallies = 10;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(15);

    private readonly LoopWorld _world = new(LoopPresets.Evader(options.Seed, options.Minutes ?? LoopPresets.LiveMinutes)) { TellsOfRefused = true };

    /// <summary>Runs until the time is over or it is cancelled; an end by cancellation is an ordinary one.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var story = new DemoStory(_world, screen, time);
        await using var mails = new SmtpCatcher(Path.Combine(folder, "mail"), story.Mailed);
        var config = Path.Combine(folder, "tidegate.yaml");
        await File.WriteAllTextAsync(config, Settings(mails.Port), cancel);
        await using var server = await TidegateServer.StartAsync(
            new ServeSource(config, Path.Combine(folder, "data"), $"http://127.0.0.1:{options.Port}"),
            configure: static builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
        var engine = server.Services.GetRequiredService<LiveEngine>();
        var address = server.Addresses.First();
        screen.Say($"Tidegate serves at {address} (try {address}/v1/incidents and {address}/metrics), mode {server.Mode}, data in {folder}");
        try
        {
            await FeedHistoryAsync(engine, cancel);
            screen.Say($"Live now, at {options.Speed:0.#} times the pace of the clock; an attack begins in {LoopPresets.QuietMinutes} simulated minutes. Ctrl-C ends.");
            await LiveAsync(engine, story, cancel);
            story.Summary();
            if (options.Minutes is null) await KeepServingAsync(address, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            story.Summary();
        }
    }

    private async Task FeedHistoryAsync(LiveEngine engine, CancellationToken cancel)
    {
        var begin = time.GetTimestamp();
        var onTheWay = new Queue<Task<LiveOutcome>>();
        long events = 0;
        for (var minute = 0; minute < LoopPresets.HistoryMinutes && _world.NextMinute(); minute++)
        {
            cancel.ThrowIfCancellationRequested();
            var history = _world.Whole();
            if (history.Count == 0) continue;
            events += history.Count;
            onTheWay.Enqueue(engine.AppendAsync(LiveBatch.Take([.. history], history.Count, _world.Names)));
            if (onTheWay.Count > HistoryOnTheWay) await onTheWay.Dequeue();
        }

        foreach (var task in onTheWay) await task;
        screen.Say($"Fed {events:#,0} events of {LoopPresets.HistoryMinutes / 60} hours of honest history in {time.GetElapsedTime(begin).TotalSeconds:0.0} s.");
    }

    private async Task LiveAsync(LiveEngine engine, DemoStory story, CancellationToken cancel)
    {
        var begin = time.GetTimestamp();
        var sent = new List<TrafficEvent>();
        var slices = 0L;
        for (var minute = 1; _world.NextMinute(); minute++)
        {
            while (_world.NextSlice(message => Refuses(engine, story, message), sent))
            {
                cancel.ThrowIfCancellationRequested();
                if (sent.Count > 0) story.Followed(await engine.AppendAsync(LiveBatch.Take([.. sent], sent.Count, _world.Names)));
                story.Count();
                var ahead = TimeSpan.FromSeconds(++slices * LoopWorld.SliceSeconds / options.Speed) - time.GetElapsedTime(begin);
                if (ahead > Breath) await Task.Delay(ahead, time, cancel);
            }

            if (minute % MinutesBetweenTallies == 0) story.Tally();
        }
    }

    private bool Refuses(LiveEngine engine, DemoStory story, in TrafficEvent message)
    {
        var verdict = engine.Enforcer.Check(
            new Question
            {
                Customer = Utf8(_world.Names.Customers, message.Customer),
                Sender = Utf8(_world.Names.Senders, message.Sender),
                Supplier = Utf8(_world.Names.Suppliers, message.Supplier),
                Network = Utf8(_world.Names.Networks, message.Network),
                Destination = message.Destination,
            },
            message.Time,
            engine.IsStale);
        story.Asked(message, verdict);
        return verdict.Action == VerdictAction.Block;
    }

    private async Task KeepServingAsync(string address, CancellationToken cancel)
    {
        screen.Say($"The attack is over. {address} goes on serving; Ctrl-C ends.");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: it stops in order.
        }
    }

    private string Settings(int smtpPort) => $$"""
        # Written by `tidegate demo`: blocks at once, and tells the operators and the customer by mail to a catcher of its own.
        mode: enforce
        notifications:
          smtp: {host: 127.0.0.1, port: {{smtpPort}}, tls: none, from: "Tidegate <tidegate@demo.example>"}
          channels:
          - {name: operators, kind: email, to: [noc@platform.example], update_interval: 1m}
          - {name: customer, kind: email, customer: {{_world.VictimsOf(0)[0]}}, to: [fraud@customer.example], update_interval: 1m}
        """;

    private static byte[] Utf8(NameTable table, int id) => id == 0 ? [] : Encoding.UTF8.GetBytes(table[id]);
}
