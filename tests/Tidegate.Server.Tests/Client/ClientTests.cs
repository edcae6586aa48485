using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Client;
using Tidegate.Enforcement;
using Xunit;

namespace Tidegate.Server.Tests.Client;

[Collection("attacked traffic")]
public sealed class ClientTests(AttackedTraffic traffic)
{
    private const string Number = "+390612340001";

    [Fact]
    public async Task Decisions_AreFollowed_AsTheyAreMadeAndLifted()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await using var client = await StartAsync(host);
        client.Check("acme", Number).Action.ShouldBe(VerdictAction.Allow);
        var id = await BlockAsync(host, "acme");
        await Until(client, c => c.Check("acme", Number).Action == VerdictAction.Block);
        client.Check("acme", Number).DecisionId.ShouldBe(id);
        client.Check("acme", Number).Reason.ShouldBe("unpaid");
        client.Check("other", Number).Action.ShouldBe(VerdictAction.Allow);
        var entry = await host.SendAsync(HttpMethod.Post, "/v1/allowlist", new { scope = new { customers = new[] { "acme" }, ranges = new[] { new { from = "390612340001", to = "390612340001" } } }, comment = "the office" }, 201);
        await Until(client, c => c.Check("acme", Number).Action == VerdictAction.Allow);
        client.Check("acme", Number).DecisionId.ShouldBe(entry["id"]!.GetValue<string>());
        client.Check("acme", "+390612340002").Action.ShouldBe(VerdictAction.Block);
        await host.SendAsync(HttpMethod.Delete, $"/v1/decisions/{id}?reason=paid", null, 200);
        await Until(client, c => c.Check("acme", "+390612340002").Action == VerdictAction.Allow);
    }

    [Fact]
    public async Task Monitor_Wins_InTheCopyToo()
    {
        await using var host = await Host.StartAsync("mode: monitor");
        await BlockAsync(host, "acme");
        await using var client = await StartAsync(host);
        var verdict = client.Check("acme", Number);
        (verdict.Action, verdict.Would).ShouldBe((VerdictAction.Allow, VerdictAction.Block));
        client.State.Enforces.ShouldBeFalse();
    }

    [Fact]
    public async Task ServiceAway_DecidesByItsCopy_AndCatchesUp()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await BlockAsync(host, "acme");
        await using var client = await StartAsync(host);
        await host.RestartAsync(async () =>
        {
            await Until(client, c => !c.State.IsConnected);
            client.Check("acme", Number).Action.ShouldBe(VerdictAction.Block);
            client.Check("other", Number).Action.ShouldBe(VerdictAction.Allow);
            client.State.Trouble.ShouldNotBeNull();
        });
        await BlockAsync(host, "other");
        await Until(client, c => c.State.IsConnected && c.Check("other", Number).Action == VerdictAction.Block);
        client.Check("acme", Number).Action.ShouldBe(VerdictAction.Block);
        client.State.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task StartedWhileServiceIsAway_DecidesByItsFile_UntilDecisionsEnd()
    {
        var file = Path.GetTempFileName();
        var clock = new Later();
        try
        {
            await using (var host = await Host.StartAsync("mode: enforce"))
            {
                await BlockAsync(host, "acme");
                await BlockAsync(host, "brief", minutes: 60);
                await using var first = await StartAsync(host, o => o with { CopyFile = file });
            }

            var nobody = new TidegateClientOptions { Address = new Uri("http://127.0.0.1:9"), CopyFile = file };
            await using (var client = TidegateClient.Start(nobody, time: clock))
            {
                await client.WhenReadyAsync();
                client.Check("acme", Number).Action.ShouldBe(VerdictAction.Block);
                client.Check("brief", Number).Action.ShouldBe(VerdictAction.Block);
            }

            clock.By = TimeSpan.FromMinutes(61);
            await using (var client = TidegateClient.Start(nobody, time: clock))
            {
                client.Check("acme", Number).Action.ShouldBe(VerdictAction.Block);
                client.Check("brief", Number).Action.ShouldBe(VerdictAction.Allow);
            }

            File.WriteAllText(file, File.ReadAllText(file)[..^30]);
            await using (var client = TidegateClient.Start(nobody))
            {
                client.State.IsReady.ShouldBeFalse();
                client.Check("acme", Number).Failure.ShouldBe(FailureKind.NotReady);
                client.Check("acme", Number).Action.ShouldBe(VerdictAction.Allow);
                client.Failures.Met(FailureKind.NotReady).ShouldBe(2);
            }

            await using (var client = TidegateClient.Start(nobody with { Blocking = ["not_ready"] }))
            {
                client.Check("acme", Number).Failure.ShouldBe(FailureKind.NotReady);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task SparedNumbers_AreAskedFor_OrRemembered()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        const string known = "+855975159998";
        var first = JsonNode.Parse(traffic.Lines[0])!["time"]!.GetValue<string>();
        await host.PostEventsAsync([Http.EventsTests.Submit("early", AttackedTraffic.Victim, known, first), .. traffic.UntilAttack]);
        await using var client = await StartAsync(host);
        var (spared, fresh) = (await client.AskAsync(AttackedTraffic.Victim, known), await client.AskAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber));
        (spared.Action, spared.Source).ShouldBe((VerdictAction.Allow, VerdictSource.Service));
        (fresh.Action, fresh.Source).ShouldBe((VerdictAction.Block, VerdictSource.Service));
        client.Check(AttackedTraffic.Victim, known).Source.ShouldBe(VerdictSource.Unsure);
        await using var lenient = await StartAsync(host, o => o with { BlocksUnsure = false });
        lenient.Check(AttackedTraffic.Victim, AttackedTraffic.FreshNumber).Action.ShouldBe(VerdictAction.Allow);
        await host.RestartAsync(async () =>
        {
            (await client.AskAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber)).Action.ShouldBe(VerdictAction.Block);
            (await lenient.AskAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber)).Action.ShouldBe(VerdictAction.Allow);
        });
    }

    [Fact]
    public async Task NumbersLetPassBeforeADecision_AreSparedByIt()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await using var client = await StartAsync(host);
        client.Check("acme", Number).Action.ShouldBe(VerdictAction.Allow);
        await Task.Delay(1100); // sparing counts in whole seconds
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { customers = new[] { "acme" }, except_known_before = DateTimeOffset.UtcNow.AddSeconds(5).ToString("O") }, reason = "attack" }, 201);
        await Until(client, c => c.Check("acme", "+390612340002").Action == VerdictAction.Block);
        client.Check("acme", Number).Action.ShouldBe(VerdictAction.Allow);
    }

    [Fact]
    public async Task NotAWord_CountsAsStale_AndBlocksOnlyWhereAsked()
    {
        var clock = new Later();
        await using var host = await Host.StartAsync("mode: enforce");
        await using var client = await StartAsync(host, o => o with { Blocking = ["table_stale"] }, clock);
        client.Check("other", Number).Action.ShouldBe(VerdictAction.Allow);
        // A heartbeat may come in between, and is news at once; hardly every time.
        var (verdict, stale) = (default(ClientVerdict), false);
        for (var tries = 0; tries < 50 && !stale; tries++)
        {
            clock.By += TimeSpan.FromMinutes(1);
            verdict = client.Check("other", Number);
            stale = client.State.IsStale && verdict.Failure == FailureKind.TableStale;
        }

        stale.ShouldBeTrue();
        verdict.Action.ShouldBe(VerdictAction.Block);
    }

    [Fact]
    public void BlockingName_ThatIsNone_IsNamed() =>
        Should.Throw<ArgumentException>(() => TidegateClient.Start(new TidegateClientOptions { Address = new Uri("http://127.0.0.1:9"), Blocking = ["stale"] }))
            .Message.ShouldContain("'stale'");

    private static async Task<TidegateClient> StartAsync(Host host, Func<TidegateClientOptions, TidegateClientOptions>? with = null, TimeProvider? time = null)
    {
        var options = new TidegateClientOptions { Address = new Uri("http://service.example"), AskTimeout = TimeSpan.FromSeconds(20) };
        var http = new HttpClient(new ToHost(host)) { Timeout = Timeout.InfiniteTimeSpan };
        var client = TidegateClient.Start(with?.Invoke(options) ?? options, http, time);
        await client.WhenReadyAsync();
        return client;
    }

    private static async Task<string> BlockAsync(Host host, string customer, int? minutes = null) =>
        (await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { customers = new[] { customer } }, minutes, reason = "unpaid" }, 201))["id"]!.GetValue<string>();

    private static async Task Until(TidegateClient client, Func<TidegateClient, bool> holds)
    {
        for (var i = 0; i < 600 && !holds(client); i++) await Task.Delay(50);
        holds(client).ShouldBeTrue(client.State.ToString());
    }

    // The host comes back on another port.
    private sealed class ToHost(Host host) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(host.Client.BaseAddress!, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Later : TimeProvider
    {
        private long _by;

        public TimeSpan By
        {
            get => TimeSpan.FromTicks(Interlocked.Read(ref _by));
            set => Interlocked.Exchange(ref _by, value.Ticks);
        }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;

        public override long GetTimestamp() => (base.GetTimestamp() / (System.TimestampFrequency / TimeSpan.TicksPerSecond)) + By.Ticks;
    }
}
