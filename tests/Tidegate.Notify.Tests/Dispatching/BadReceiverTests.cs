using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Shouldly;
using Tidegate.Notify.Settings;
using Tidegate.Notify.Tests;
using Xunit;

namespace Tidegate.Notify.Tests.Dispatching;

/// <summary>Receivers that hang, answer garbage, want no more, or are not there: none harms another.</summary>
public sealed class BadReceiverTests
{
    [Fact(Timeout = 60_000)]
    public async Task Send_OneHangs_TheOthersGetTheirsAndTheHungOneTimesOut()
    {
        await using var hung = await HttpReceiver.StartAsync();
        var never = new TaskCompletionSource();
        hung.Answer = c => Task.WhenAny(never.Task, Task.Delay(Timeout.Infinite, c.RequestAborted));
        await using var well = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hung", hung.Url), ("well", well.Url)));
        for (var i = 0; i < 5; i++) bench.Tell(Samples.News(1, Samples.Incident("i" + i)));
        bench.Notifier.Dispatcher.Pump(CancellationToken.None);
        for (var i = 0; i < 5; i++) await well.ArrivedAsync();
        while (bench.Scratch.Ask<long>("SELECT COUNT(*) FROM notification_outbox WHERE channel = 'well' AND state = 1") < 5) await Task.Delay(10);
        await hung.ArrivedAsync();
        hung.Requests.Count.ShouldBe(1);
        well.Requests.Count.ShouldBe(5);
        while (bench.Scratch.Ask<long>("SELECT COUNT(*) FROM notification_outbox WHERE channel = 'hung' AND last_error IS NOT NULL") < 5)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(20));
            await Task.Delay(10);
        }

        bench.Scratch.Ask<string>("SELECT last_error FROM notification_outbox WHERE channel = 'hung' LIMIT 1").ShouldBe("no answer within 20 seconds");
        never.SetResult();
        await bench.Notifier.Dispatcher.IdleAsync();
    }

    [Theory]
    [InlineData("\0\u0001\u0002 not http at all \r\n\r\n")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 999999 Very\r\n\r\n")]
    [InlineData("")]
    public async Task Send_ReceiverAnswersGarbage_IsAFailureLikeAnyOther(string garbage)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var end = new CancellationTokenSource();
        var serving = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(end.Token);
                if (await client.GetStream().ReadAsync(new byte[10_000], end.Token) == 0) continue;
                await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(garbage), end.Token);
            }
        });
        using var bench = new Bench(Bench.Webhooks(("hook", new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"))));
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        bench.Notifier.Counts.FailedAttempts.ShouldBe(1);
        bench.Scratch.Ask<long>("SELECT state FROM notification_outbox").ShouldBe(0);
        bench.Scratch.Ask<string>("SELECT last_error FROM notification_outbox").ShouldNotBeEmpty();
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(serving);
    }

    [Fact]
    public async Task Send_ReceiverIsGone_ChannelIsGivenUpAndAnotherIsTold()
    {
        await using var gone = await HttpReceiver.StartAsync(410);
        await using var well = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("gone", gone.Url), ("well", well.Url)));
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        await bench.Notifier.PumpAsync();
        bench.Tell(Samples.News(1, Samples.Incident("i2"))).ShouldBe(1);
        await bench.Notifier.PumpAsync();
        gone.Requests.Count.ShouldBe(1);
        Types(well).ShouldBe(["incident.opened", "channel.disabled", "incident.opened"]);
        var condition = bench.Scratch.Outbox.Conditions().Single(c => c.Name == "gone");
        condition.DisabledAt.ShouldBe(Samples.Now);
        bench.Scratch.Outbox.Enable("gone").ShouldBeTrue();
        bench.Tell(Samples.News(1, Samples.Incident("i3"))).ShouldBe(2);
    }

    [Fact]
    public async Task Send_NothingGetsThroughForThreeDays_ChannelIsGivenUpAndAnotherIsToldWhateverItsFloor()
    {
        await using var dead = await HttpReceiver.StartAsync(500);
        await using var well = await HttpReceiver.StartAsync();
        var settings = Bench.Webhooks(("dead", dead.Url), ("well", well.Url));
        using var bench = new Bench(settings with { Channels = [settings.Channels[0], settings.Channels[1] with { SeverityFloor = "critical" }] });
        bench.Tell(Samples.News()).ShouldBe(1);
        await bench.RunForAsync(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(2));
        await bench.RunForAsync(TimeSpan.FromDays(3.5), TimeSpan.FromMinutes(10));
        Types(well).ShouldBe(["channel.disabled"]);
        well.Requests.Single().Text.ShouldContain("nothing got through for");
        bench.Log.Lines.ShouldContain(l => l.Id == 7009);
    }

    [Fact]
    public async Task Apply_ChannelLeadsElsewhere_IsUsedAgain()
    {
        await using var gone = await HttpReceiver.StartAsync(410);
        await using var well = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", gone.Url)));
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        bench.Notifier.Apply(Bench.Webhooks(("hook", gone.Url)));
        bench.Tell(Samples.News(2, Samples.Incident("i2"))).ShouldBe(0);
        bench.Notifier.Apply(Bench.Webhooks(("hook", well.Url)));
        bench.Tell(Samples.News(3, Samples.Incident("i3"))).ShouldBe(1);
        await bench.Notifier.PumpAsync();
        well.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Apply_SettingsWillNotDo_TheFormerStayInForce()
    {
        await using var well = await HttpReceiver.StartAsync();
        using var bench = new Bench(Bench.Webhooks(("hook", well.Url)));
        Should.Throw<SettingsException>(() => bench.Notifier.Apply(new NotificationSettings { Channels = [new ChannelSettings { Name = "x", Kind = "pigeon" }] }));
        bench.Tell(Samples.News()).ShouldBe(1);
        await bench.Notifier.PumpAsync();
        well.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Apply_ChannelIsTakenOut_WhatWaitedForItIsGivenUpAndCounted()
    {
        await using var dead = await HttpReceiver.StartAsync(500);
        using var bench = new Bench(Bench.Webhooks(("hook", dead.Url)));
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        bench.Notifier.Apply(new NotificationSettings());
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.Notifier.PumpAsync();
        bench.Notifier.Counts.GivenUp.ShouldBe(1);
        bench.Scratch.Outbox.DeadMessages().ShouldHaveSingleItem().Error.ShouldContain("no longer in the settings");
    }

    private static string[] Types(HttpReceiver receiver) =>
        [.. receiver.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("type").GetString()!)];
}
