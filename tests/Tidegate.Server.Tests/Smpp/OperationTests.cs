using System.Net;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>Stopping, and looking in.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task Stopping_WaitsForAnswers_TakesNoMore_ThenUnbindsBothSides()
    {
        await using var smsc = new Smsc(answerEvery: 3);
        var host = await Host.StartAsync(Config(smsc, "drain_timeout: 20s"));
        var proxy = host.Service<SmppProxy>().Endpoint!;
        var counts = host.Service<SmppCounts>();
        await using var esme = await BoundAsync(host);
        await using var other = await BoundAsync(host, "other");
        await other.SubmitAsync(1, Good);
        await esme.SubmitAsync(1, Good);
        await esme.SubmitAsync(2, Good);
        await UntilAsync(() => smsc.Received.Count == 3);
        var stopping = host.DisposeAsync().AsTask();
        await UntilAsync(() => RefusesConnections(proxy));
        await smsc.AnswerAllAsync(); // only now: the service waits for it
        SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(22, CommandId.SubmitSmResp, CommandStatus.Ok, 2));
        SmppHeader.Read(await esme.ReadAsync()).Sequence.ShouldBe(1u);
        SmppHeader.Read(await esme.ReadAsync()).Command.ShouldBe(CommandId.Unbind);
        SmppHeader.Read(await other.ReadAsync()).Command.ShouldBe(CommandId.SubmitSmResp);
        SmppHeader.Read(await other.ReadAsync()).Command.ShouldBe(CommandId.Unbind);
        await stopping;
        smsc.Received.Count(p => SmppHeader.Read(p).Command == CommandId.Unbind).ShouldBe(2);
        counts.InDoubt.Value.ShouldBe(0);
    }

    [Fact]
    public async Task Stopping_HasADeadline_AndTellsWhatIsInDoubt()
    {
        await using var smsc = new Smsc(answerEvery: 100);
        var host = await Host.StartAsync(Config(smsc, "drain_timeout: 1s"));
        var counts = host.Service<SmppCounts>();
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        await UntilAsync(() => smsc.Received.Count == 1);
        await host.DisposeAsync();
        SmppHeader.Read(await esme.ReadAsync()).Command.ShouldBe(CommandId.Unbind);
        counts.InDoubt.Value.ShouldBe(1);
    }

    [Fact]
    public async Task Sessions_AreListed_ToAnalystsAlone()
    {
        await using var smsc = new Smsc(answerEvery: 2);
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "window: 7, accounts: [{system_id: acme, customer: acme-ltd, rate: 100}]"));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await using var other = await BoundAsync(host, "other", CommandId.BindReceiver);
        await esme.SubmitAsync(1, Good);
        await esme.SubmitAsync(2, Good);
        for (var i = 0; i < 2; i++) await esme.ReadAsync();
        await esme.SubmitAsync(3, Bad);
        await esme.ReadAsync();
        await esme.SubmitAsync(4, Good);
        await UntilAsync(() => smsc.Received.Count == 3);
        var view = await host.GetAsync("/v1/smpp/sessions");
        view["listen"]!.GetValue<string>().ShouldBe(host.Service<SmppProxy>().Endpoint!.ToString());
        var sessions = view["sessions"]!.AsArray();
        sessions.Select(s => (s!["account"]!.GetValue<string>(), s["customer"]!.GetValue<string>(), s["bind"]!.GetValue<string>(), s["unanswered"]!.GetValue<int>(), s["window"]!.GetValue<int>(), s["submitted"]!.GetValue<long>()))
            .ShouldBe([("acme", "acme-ltd", "transceiver", 1, 7, 3), ("other", "other", "receiver", 0, 7, 0)]);
        var account = view["accounts"]!.AsArray().Single(a => a!["account"]!.GetValue<string>() == "acme")!;
        account["submitted"]!.GetValue<long>().ShouldBe(3);
        account["blocked"]!.GetValue<long>().ShouldBe(1);
        account["contracted_per_second"]!.GetValue<int>().ShouldBe(100);
        account["response_p99_seconds"]!.GetValue<double>().ShouldBeGreaterThan(0);
        var upstream = view["upstreams"]!.AsArray().Single()!;
        upstream["upstream"]!.GetValue<string>().ShouldBe($"127.0.0.1:{smsc.Port}");
        upstream["binds"]!.GetValue<int>().ShouldBe(2);
        upstream["response_p50_seconds"]!.GetValue<double>().ShouldBeGreaterThan(0);
        (await host.Client.GetStringAsync("/metrics")).ShouldContain($"tidegate_smpp_response_seconds_count{{otel_scope_name=\"Tidegate\",upstream=\"127.0.0.1:{smsc.Port}\"}} 2");

        var admin = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "a", role = "admin" }, 201))["key"]!.GetValue<string>();
        foreach (var (role, expected) in new[] { ("analyst", HttpStatusCode.OK), ("enforcer", HttpStatusCode.Forbidden), ("ingest", HttpStatusCode.Forbidden), ("customer", HttpStatusCode.Forbidden) })
        {
            var key = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = role, role, customer = role == "customer" ? "acme-ltd" : null }, 201, key: admin))["key"]!.GetValue<string>();
            (await host.TrySendAsync(HttpMethod.Get, "/v1/smpp/sessions", null, key: key)).Status.ShouldBe((int)expected, role);
        }
    }

    private static bool RefusesConnections(IPEndPoint at)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            socket.Connect(at);
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }
}
