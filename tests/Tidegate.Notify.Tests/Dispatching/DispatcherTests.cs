using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Notifications;
using Tidegate.Notify.Settings;
using Xunit;

namespace Tidegate.Notify.Tests.Dispatching;

public sealed class DispatcherTests
{
    [Fact]
    public async Task Enqueue_TenThousandUpdatesInAnHour_MakeAHandfulOfMessagesAndTheLastOneHasTheLastState()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        for (var minute = 0; minute < 60; minute++)
        {
            bench.Scratch.Commit((connection, transaction) =>
            {
                for (var i = 0; i < 167; i++)
                {
                    var version = (minute * 167) + i + 1;
                    // Every one of them says something new.
                    var ranges = new[] { new NumberRange(639910000000UL + ((ulong)version * 10_000), 639910009999UL + ((ulong)version * 10_000)) };
                    bench.Notifier.Enqueue(connection, transaction, Samples.News(version, Samples.Incident(messages: version, ranges: ranges)));
                }

                return 0;
            });
            await bench.Notifier.PumpAsync();
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        bench.Tell(Samples.News(20_000, Samples.Incident(messages: 20_000, closed: true)));
        await bench.Notifier.PumpAsync();
        receiver.Requests.Count.ShouldBeInRange(3, 6);
        Type(receiver.Requests.First()).ShouldBe("incident.opened");
        Type(receiver.Requests.Last()).ShouldBe("incident.resolved");
        receiver.Requests.Last().Text.ShouldContain("\"messages\":20000");
        receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct().Count().ShouldBe(receiver.Requests.Count);
    }

    [Fact]
    public async Task Enqueue_NewsThatNeverStops_IsToldEveryQuarterOfAnHour()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        for (var minute = 0; minute < 46; minute++)
        {
            bench.Tell(Samples.News(minute + 1, Samples.Incident(messages: 1L << (minute % 60))));
            await bench.Notifier.PumpAsync();
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        receiver.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Enqueue_HundredsOfIncidentsAtOnce_AreToldSoManyAnHourButTheCriticalOnes()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var settings = Bench.Webhooks(("hook", receiver.Url));
        using var bench = new Bench(settings with { Channels = [settings.Channels[0] with { MostPerHour = 10, Rate = 1000 }] });
        for (var i = 0; i < 200; i++) bench.Tell(Samples.News(1, Samples.Incident("i" + i)));
        bench.Tell(Samples.News(1, Samples.Incident("worst", severity: Severity.Critical)));
        await bench.Notifier.PumpAsync();
        receiver.Requests.Count.ShouldBe(11);
        // What ended meanwhile is told once, as ended.
        for (var i = 0; i < 200; i++) bench.Tell(Samples.News(2, Samples.Incident("i" + i, closed: true)));
        await bench.RunForAsync(TimeSpan.FromMinutes(61), TimeSpan.FromMinutes(1));
        receiver.Requests.Count.ShouldBe(21);
        receiver.Requests.Skip(11).Select(Type).ShouldAllBe(t => t == "incident.resolved");
    }

    [Fact]
    public async Task Enqueue_CustomersChannels_GetTheirOwnAlone()
    {
        await using var acme = await HttpReceiver.StartAsync();
        await using var other = await HttpReceiver.StartAsync();
        await using var ours = await HttpReceiver.StartAsync();
        var settings = Bench.Webhooks(("acme", acme.Url), ("other", other.Url), ("ours", ours.Url));
        using var bench = new Bench(settings with { Channels = [settings.Channels[0] with { Customer = "acme" }, settings.Channels[1] with { Customer = "other" }, settings.Channels[2]] });
        bench.Tell(Samples.News()).ShouldBe(2);
        await bench.Notifier.PumpAsync();
        other.Requests.ShouldBeEmpty();
        acme.Requests.ShouldHaveSingleItem().Text.ShouldNotContain("dito-direct");
        ours.Requests.ShouldHaveSingleItem().Text.ShouldContain("dito-direct");
    }

    [Fact]
    public async Task Enqueue_FeedStopsAndComesBack_IsToldToItsCustomerAndUs()
    {
        await using var acme = await HttpReceiver.StartAsync();
        await using var other = await HttpReceiver.StartAsync();
        await using var ours = await HttpReceiver.StartAsync();
        var settings = Bench.Webhooks(("acme", acme.Url), ("other", other.Url), ("ours", ours.Url));
        using var bench = new Bench(settings with { Channels = [settings.Channels[0] with { Customer = "acme" }, settings.Channels[1] with { Feeds = false }, settings.Channels[2]] });
        var silent = new FeedNews("conversions", "acme", Samples.Now.AddHours(-1), null);
        bench.Scratch.Commit((c, t) => bench.Notifier.Enqueue(c, t, silent)).ShouldBe(2);
        bench.Scratch.Commit((c, t) => bench.Notifier.Enqueue(c, t, silent)).ShouldBe(0);
        await bench.Notifier.PumpAsync();
        bench.Scratch.Commit((c, t) => bench.Notifier.Enqueue(c, t, silent with { To = Samples.Now })).ShouldBe(2);
        await bench.Notifier.PumpAsync();
        acme.Requests.Select(Type).ShouldBe(["feed.silent", "feed.restored"]);
        ours.Requests.Select(Type).ShouldBe(["feed.silent", "feed.restored"]);
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OutboxIsLocked_GoesOnOnceItIsNot()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        bench.Tell(Samples.News());
        using var stop = new CancellationTokenSource();
        Task running;
        using (var connection = bench.Scratch.Open())
        using (connection.BeginTransaction())
        {
            running = bench.Notifier.RunAsync(stop.Token);
            while (bench.Notifier.Counts.LoopFailures == 0) await Task.Delay(20);
            receiver.Requests.ShouldBeEmpty();
        }

        while (receiver.Requests.IsEmpty)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(20);
        }

        while (bench.Notifier.Counts.Delivered == 0) await Task.Delay(20);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        bench.Log.Lines.ShouldContain(l => l.Id == 7005 || l.Id == 7006);
    }

    [Fact]
    public async Task Run_StoppedWhileSending_GivesTheMessageBack()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var never = new TaskCompletionSource();
        receiver.Answer = c => Task.WhenAny(never.Task, Task.Delay(Timeout.Infinite, c.RequestAborted));
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        using var stop = new CancellationTokenSource();
        bench.Tell(Samples.News());
        var running = bench.Notifier.RunAsync(stop.Token);
        await receiver.ArrivedAsync();
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        never.SetResult();
        bench.Scratch.Ask<long>("SELECT attempts FROM notification_outbox WHERE lease_until IS NULL AND state = 0").ShouldBe(0);
    }

    [Fact]
    public async Task Run_Woken_SendsWithoutTheClockMoving()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        using var stop = new CancellationTokenSource();
        var running = bench.Notifier.RunAsync(stop.Token);
        bench.Tell(Samples.News());
        bench.Notifier.Wake();
        await receiver.ArrivedAsync();
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Send_WhatWasKeptIsDamaged_IsGivenUpAndTheNextIsSent()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        bench.Tell(Samples.News());
        bench.Scratch.Commit((c, t) =>
        {
            using var command = c.CreateCommand();
            command.Transaction = t;
            command.CommandText = "UPDATE notification_outbox SET payload = '{\"kind\":'";
            return command.ExecuteNonQuery();
        });
        bench.Tell(Samples.News(1, Samples.Incident("i2")));
        await bench.Notifier.PumpAsync();
        receiver.Requests.Count.ShouldBe(1);
        bench.Scratch.Outbox.DeadMessages().ShouldHaveSingleItem().Error.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task SendTest_EachCase_SaysWhatBecameOfIt()
    {
        await using var well = await HttpReceiver.StartAsync();
        await using var ill = await HttpReceiver.StartAsync(503);
        using var bench = new Bench(Bench.Webhooks(("well", well.Url), ("ill", ill.Url)));
        (await bench.Notifier.SendTest("well")).ShouldBe(new TestResult(true, ""));
        Type(well.Requests.Single()).ShouldBe("channel.test");
        (await bench.Notifier.SendTest("ill")).ShouldBe(new TestResult(false, "HTTP 503"));
        (await bench.Notifier.SendTest("none")).ShouldBe(new TestResult(false, "There is no channel 'none'."));
        bench.Scratch.Ask<long>("SELECT COUNT(*) FROM notification_outbox").ShouldBe(0);
    }

    [Fact]
    public async Task Log_AllThatGoesWrong_HasNoSecretAndNoNumber()
    {
        await using var ill = await HttpReceiver.StartAsync();
        ill.Answer = async c =>
        {
            c.Response.StatusCode = 500;
            if (c.Request.Query.Count == 0)
            {
                await c.Response.WriteAsync("/hook/s3cr3tpath");
                return;
            }

            var repeated = c.Request.Headers.ContainsKey("webhook-id") ? Bench.Secret : "R0UTINGKEY0123456789";
            await c.Response.WriteAsync($"?sig=t0psecret {repeated} +639911244321");
        };
        var url = new Uri(ill.Url.AbsoluteUri + "?sig=t0psecret");
        var settings = Bench.Webhooks(("hook", url));
        using var bench = new Bench(settings with
        {
            Channels =
            [
                settings.Channels[0],
                new ChannelSettings { Name = "slack", Kind = "slack", Url = ill.Url.AbsoluteUri },
                new ChannelSettings { Name = "pager", Kind = "pagerduty", Url = url.AbsoluteUri, RoutingKey = "R0UTINGKEY0123456789" },
            ],
        });
        bench.Tell(Samples.News());
        await bench.RunForAsync(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1));
        var said = string.Join('\n', bench.Log.Lines.Select(l => l.Text)) + string.Join('\n', bench.Settings.Channels) + bench.Settings
            + bench.Scratch.Ask<string>("SELECT group_concat(last_error) FROM notification_outbox");
        said.ShouldContain("HTTP 500");
        foreach (var secret in new[] { "s3cr3t", "t0psecret", "MfKQ9r8GKYq", "R0UTINGKEY", "639911244321", "whsec_" }) said.ShouldNotContain(secret);
    }

    private static string Type(Received request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("type").GetString()!;
}
