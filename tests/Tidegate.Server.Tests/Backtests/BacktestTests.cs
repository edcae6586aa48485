using System.Collections;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Decisions;
using Tidegate.Pipeline;
using Tidegate.Server.Backtests;
using Xunit;

namespace Tidegate.Server.Tests.Backtests;

/// <summary>A changed policy tried on what the journal holds.</summary>
[Collection("attacked traffic")]
public sealed class BacktestTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task OverTheJournal_GivesWhatTheSameTrafficInFilesGives()
    {
        await using var host = await Host.StartAsync();
        foreach (var chunk in traffic.Lines.Chunk(3000)) await host.PostEventsAsync(chunk);
        await host.PostEventsAsync(traffic.Lines.Take(500)); // again: each counts once
        await host.SendAsync(HttpMethod.Post, "/v1/policies", new { policy = new { block_at = 22 } }, 201);
        var started = await host.SendAsync(HttpMethod.Post, "/v1/policies/backtest", new { policy = new { block_at = 40, rules = new[] { new { then = "block", approve = true } } } }, 202);
        started["state"]!.GetValue<string>().ShouldBe("running");
        var done = await UntilEndedAsync(host, started);
        done["state"]!.GetValue<string>().ShouldBe("done", done.ToJsonString());
        done["progress"]!.GetValue<double>().ShouldBe(1);
        var result = done["result"]!;

        var events = Path.Combine(host.Folder, "events.ndjson");
        File.WriteAllLines(events, traffic.Lines);
        File.WriteAllText(Path.Combine(host.Folder, "before.yaml"), "block_at: 22\n");
        File.WriteAllText(Path.Combine(host.Folder, "after.yaml"), "block_at: 40\nrules:\n  - { then: block, approve: true }\n");
        var (status, output, error) = Child.Run(null, "backtest", events, "--policy", Path.Combine(host.Folder, "after.yaml"), "--against", Path.Combine(host.Folder, "before.yaml"), "--report", "-");
        status.ShouldBe(0, error);
        var filed = JsonNode.Parse(output)!;
        foreach (var part in new[] { "attack_messages", "before", "after", "difference", "incidents_only_before", "incidents_only_after" }) result[part]!.ToJsonString().ShouldBe(filed[part]!.ToJsonString(), part);
        result["before"]!["messages_stopped"]!.GetValue<long>().ShouldBeGreaterThan(0);
        result["after"]!["messages_stopped"]!.GetValue<long>().ShouldBe(0);
        (await host.GetAsync("/v1/policies/current"))["version"]!.GetValue<int>().ShouldBe(1);
        (await host.GetAsync("/v1/policies/backtest"))["items"]![0]!["result"].ShouldBeNull();
    }

    [Fact]
    public async Task OfTrafficThatCameTooLate_SaysHowMuchItCouldNotUse()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines.Reverse());
        var started = await host.SendAsync(HttpMethod.Post, "/v1/policies/backtest", new { policy = new { block_at = 40 } }, 202);
        var source = (await UntilEndedAsync(host, started))["result"]!["source"]!;
        source["unused"]!.GetValue<string>().ShouldMatch("^[0-9,]+ of [0-9,]+ submissions came too late$");
    }

    [Fact]
    public async Task OneAtATime_CanBeCancelled_AndDoesNotOutliveTheService()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines.Take(4000));
        using var names = new HeldList();
        var held = host.Service<BacktestJobs>().Start(new BacktestPlan(DecisionPolicy.Default, DecisionPolicy.Default, new ScanOptions { Customers = names }), "a test");
        try
        {
            var second = await host.TrySendAsync(HttpMethod.Post, "/v1/policies/backtest", new { policy = new { monitor_only = true } });
            second.Status.ShouldBe(409, second.Text);
            second.Text.ShouldContain(held.Id);
            await host.SendAsync(HttpMethod.Delete, "/v1/policies/backtest/" + held.Id, null, 202);
        }
        finally
        {
            names.LetGo();
        }

        var first = await host.GetAsync("/v1/policies/backtest/" + held.Id);
        (await UntilEndedAsync(host, first))["state"]!.GetValue<string>().ShouldBe("cancelled");
        await host.SendAsync(HttpMethod.Post, "/v1/policies/backtest", new { policy = new { monitor_only = true } }, 202);
        await host.RestartAsync();
        (await host.GetAsync("/v1/policies/backtest"))["total"]!.GetValue<int>().ShouldBe(0);
        await host.SendAsync(HttpMethod.Get, "/v1/policies/backtest/" + first["id"], null, 404);
    }

    [Theory]
    [InlineData("""{"policy":{"block_at":1}}""", "policy.block_at")]
    [InlineData("""{}""", "policy")]
    [InlineData("""{"policy":{},"against":{"rules":[{"then":"stop"}]}}""", "policy.rules[0].then")]
    [InlineData("""{"policy":{},"since":"2026-03-03T00:00:00Z","until":"2026-03-02T00:00:00Z"}""", "until")]
    [InlineData("""{"policy":{},"customers":[null]}""", "customers")]
    public async Task WhatWillNotDo_IsNamed(string body, string where)
    {
        await using var host = await Host.StartAsync();
        (await host.SendAsync(HttpMethod.Post, "/v1/policies/backtest", body, 400))["where"]!.GetValue<string>().ShouldBe(where);
    }

    private static async Task<JsonNode> UntilEndedAsync(Host host, JsonNode started)
    {
        for (var i = 0; i < 600; i++)
        {
            var view = await host.GetAsync("/v1/policies/backtest/" + started["id"]);
            if (view["state"]!.GetValue<string>() != "running") return view;
            await Task.Delay(100);
        }

        throw new TimeoutException("the backtest did not end");
    }

    // Names of customers that cannot be read before they are let go: a backtest that asks for them stays under way.
    private sealed class HeldList : IReadOnlyList<string>, IDisposable
    {
        private readonly ManualResetEventSlim _gone = new();

        public int Count => 0;

        public string this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public void LetGo() => _gone.Set();

        public IEnumerator<string> GetEnumerator()
        {
            _gone.Wait(TimeSpan.FromMinutes(1)).ShouldBeTrue();
            return Enumerable.Empty<string>().GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose() => _gone.Dispose();
    }
}
