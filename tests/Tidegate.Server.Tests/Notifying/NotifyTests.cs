using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Notifying;

/// <summary>From an event that comes in to a message that goes out, by the real host.</summary>
[Collection("attacked traffic")]
public sealed class NotifyTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Attack_IsToldToUsAndToItsCustomer_AndItsEndToo()
    {
        using var receiver = new Receiver();
        await using var host = await Host.StartAsync(Config(receiver));
        await host.PostEventsAsync(traffic.UntilAttack);
        var first = await receiver.UntilAsync("/ours", "incident.opened");
        first["data"]!["incident"]!["customers"]![0]!.GetValue<string>().ShouldBe(AttackedTraffic.Victim);
        var theirs = await receiver.UntilAsync("/theirs", "incident.opened");
        theirs["data"]!["audience"]!.GetValue<string>().ShouldBe("customer");
        var id = first["data"]!["subject"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "acknowledge" }, 200);
        await receiver.UntilAsync("/ours", "incident.acknowledged");
        await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "resolve", resolution = "false_positive", comment = "theirs" }, 200);
        (await receiver.UntilAsync("/ours", "incident.resolved"))["data"]!["incident"]!["resolution"]!.GetValue<string>().ShouldBe("false positive");
        receiver.Count("/ours").ShouldBeLessThan(8);
        receiver.Paths.ShouldNotContain("/others");
        var test = await host.SendAsync(HttpMethod.Post, "/v1/notifications/channels/ours/test", null, 200);
        test["delivered"]!.GetValue<bool>().ShouldBeTrue();
        (await host.GetAsync("/v1/notifications"))["channels"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task WhatWasFound_AndNotWrittenDownWhenTheServiceEnded_IsToldAfterItsStart_Once()
    {
        using var receiver = new Receiver();
        await using var host = await Host.StartAsync(Config(receiver));
        await host.PostEventsAsync(traffic.UntilAttack.Take(100));
        for (var i = 0; i < 600 && host.Engine.Store.Position == 0; i++) await Task.Delay(50);
        await using (var held = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "data", "cases.db")};Pooling=False"))
        {
            await held.OpenAsync();
            await using var command = held.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();
            await host.PostEventsAsync(traffic.UntilAttack);
            (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().ShouldNotBeEmpty();
            receiver.Count("/ours").ShouldBe(0, "nothing can be written, so nothing is sent");
            await host.RestartAsync(() => held.DisposeAsync().AsTask());
        }

        var id = (await receiver.UntilAsync("/ours", "incident.opened"))["data"]!["subject"]!.GetValue<string>();
        await receiver.UntilAsync("/theirs", "incident.opened");
        await host.RestartAsync();
        await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "acknowledge" }, 200);
        await receiver.UntilAsync("/ours", "incident.acknowledged");
        receiver.Bodies("/ours").Count(b => b["type"]!.GetValue<string>() == "incident.opened" && b["data"]!["subject"]!.GetValue<string>() == id).ShouldBe(1);
    }

    [Fact]
    public async Task ABlockThatTakesApproval_IsToldToUs_AndNotAsDone()
    {
        using var receiver = new Receiver();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(receiver));
        await host.SendAsync(HttpMethod.Post, "/v1/policies", new { policy = new { rules = new[] { new { then = "block", approve = true } } } }, 201);
        await host.PostEventsAsync(traffic.UntilAttack);
        var incident = (await receiver.UntilAsync("/ours", "incident.opened"))["data"]!["incident"]!;
        incident["proposed"]!.GetValue<string>().ShouldBe("block");
        incident["action"]!.GetValue<string>().ShouldBe("monitor");
        (await receiver.UntilAsync("/theirs", "incident.opened"))["data"]!["incident"]!["proposed"].ShouldBeNull();
    }

    [Fact]
    public async Task Snooze_IsSilent_AndWakesWhenItIsOver_ThoughTheServiceWasDown()
    {
        using var receiver = new Receiver();
        var time = new Privacy.MovedTime(DateTimeOffset.UtcNow);
        var folder = Directory.CreateTempSubdirectory("tidegate-snooze-").FullName;
        try
        {
            await using var host = await Host.StartAsync(Config(receiver), folder, time);
            await host.PostEventsAsync(traffic.UntilAttack);
            var id = (await receiver.UntilAsync("/ours", "incident.opened"))["data"]!["subject"]!.GetValue<string>();
            await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "snooze", minutes = 60 }, 200);
            await host.RestartAsync(() =>
            {
                time.Move(TimeSpan.FromMinutes(61));
                return Task.CompletedTask;
            });
            await receiver.WhereAsync("/ours", b => b["data"]!["reminder"]?.GetValue<bool>() == true);
            (await host.GetAsync("/v1/incidents/" + id))["case"]!["snoozed_until"].ShouldBeNull();
            (await host.GetAsync("/v1/audit?subject=" + id)).AsArray()[0]!["action"]!.GetValue<string>().ShouldBe("incident.wake");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Restart_WhileTheReceiverIsDead_LosesNothingAndTellsItOnce()
    {
        using var receiver = new Receiver { Status = 503 };
        await using var host = await Host.StartAsync(Config(receiver));
        await host.PostEventsAsync(traffic.UntilAttack);
        while (receiver.Count("/ours") == 0) await Task.Delay(50);
        await host.RestartAsync();
        receiver.Status = 200;
        await receiver.UntilAsync("/ours", "incident.opened");
        receiver.Ids("/ours").Distinct().Count().ShouldBe(receiver.Ids("/ours", 200).Length);
    }

    [Theory]
    [InlineData("notifications:\n  channels:\n  - {name: a, kind: pigeon}", "notifications.channels[0].kind: 'pigeon'")]
    [InlineData("notifications:\n  channels:\n  - {name: a, kind: slack, url: 'https://x.example/', sekret: hush}", "(hidden)")]
    public async Task Start_BadSettings_NamesTheKey(string config, string expected) =>
        (await Should.ThrowAsync<Tidegate.Server.Settings.ConfigException>(() => Host.StartAsync(config))).Message.ShouldContain(expected);

    private static string Config(Receiver receiver) => $$"""
        notifications:
          outbound:
            allow_inside: ["127.0.0.1:{{receiver.Port}}"]
          channels:
          - {name: ours, kind: webhook, url: "http://127.0.0.1:{{receiver.Port}}/ours", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
          - {name: theirs, kind: webhook, customer: {{AttackedTraffic.Victim}}, url: "http://127.0.0.1:{{receiver.Port}}/theirs", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
          - {name: others, kind: webhook, customer: nobody, url: "http://127.0.0.1:{{receiver.Port}}/others", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
        """;
}
