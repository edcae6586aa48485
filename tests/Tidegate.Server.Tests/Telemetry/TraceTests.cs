using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Settings;
using Tidegate.Server.Tests.Notifying;
using Xunit;

namespace Tidegate.Server.Tests.Telemetry;

/// <summary>Traces over OTLP, taken by a receiver on loopback.</summary>
[Collection("attacked traffic")]
public sealed partial class TraceTests(AttackedTraffic traffic)
{
    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Spans_OfRequestsBatchesAndNotifications_Arrive_WithNoNumberAndNoAddressAsked(string protocol)
    {
        await using var otlp = await OtlpReceiver.StartAsync(grpc: protocol == "grpc");
        using var receiver = new Receiver();
        await using var host = await Host.StartAsync($$"""
            telemetry:
              service_name: gate-under-test
              otlp: { endpoint: "http://127.0.0.1:{{otlp.Port}}", protocol: {{protocol}}, headers: "x-token=hush" }
            notifications:
              outbound:
                allow_inside: ["127.0.0.1:{{receiver.Port}}"]
              channels:
              - {name: desk-hook, kind: webhook, url: "http://127.0.0.1:{{receiver.Port}}/ours", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
            """);
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber);
        await host.TrySendAsync(HttpMethod.Get, "/v1/decisions/" + AttackedTraffic.FreshNumber.TrimStart('+'), null);
        await host.TrySendAsync(HttpMethod.Get, "/respond/a-secret-of-theirs", null);
        using (var traced = new HttpRequestMessage(HttpMethod.Get, "/v1/incidents"))
        {
            traced.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            (await host.Client.SendAsync(traced)).EnsureSuccessStatusCode();
        }

        await receiver.UntilAsync("/ours", "incident.opened");
        var text = await otlp.UntilAsync("gate-under-test", "POST /v1/events", "ingest batch", "POST /v1/check", "GET /v1/decisions/{id}", "GET /respond/{token}", "GET /v1/incidents", "notify webhook", "desk-hook");
        otlp.Wrong.ShouldBeNull();
        otlp.Token.ShouldBe("hush");
        text.ShouldContain(Encoding.Latin1.GetString(Convert.FromHexString("0af7651916cd43dd8448eb211c80319c")), customMessage: "the caller's trace goes on");
        text.ShouldNotContain("a-secret-of-theirs");
        text.ShouldNotContain("85597515");
        Number().IsMatch(text).ShouldBeFalse(Number().Match(text).Value);
    }

    [Fact]
    public async Task AReceiverThatIsNotThere_HoldsNothingUp()
    {
        await using var host = await Host.StartAsync("telemetry: { otlp: { endpoint: \"http://127.0.0.1:9\" } }");
        (await host.PostEventsAsync(traffic.UntilAttack.Take(1000)))["accepted"]!.GetValue<int>().ShouldBe(1000);
    }

    [Theory]
    [InlineData("telemetry: { otlp: { endpoint: collector } }", "telemetry.otlp.endpoint: 'collector'")]
    [InlineData("telemetry: { otlp: { protocol: thrift } }", "telemetry.otlp.protocol: 'thrift'")]
    [InlineData("telemetry: { percent: 0 }", "telemetry.percent: '0'")]
    [InlineData("telemetry: { otlp: { heeders: hush } }", "(hidden)")]
    public async Task Start_BadSettings_NamesTheKey(string config, string expected) =>
        (await Should.ThrowAsync<ConfigException>(() => Host.StartAsync(config))).Message.ShouldContain(expected);

    // Ten digits or more that stand by themselves: no count of this test is that large.
    [GeneratedRegex("(?<![0-9A-Za-z])\\+?[0-9]{10,15}(?![0-9A-Za-z])")]
    private static partial Regex Number();
}
