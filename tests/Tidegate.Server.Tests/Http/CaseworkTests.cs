using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Http;

[Collection("attacked traffic")]
public sealed class CaseworkTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Incident_WorkedOnByTwo_TheSecondIsToldThatItWasChanged_AndTheAuditLogHasAll()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        var id = (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        var path = $"/v1/incidents/{id}/actions";
        await host.SendAsync(HttpMethod.Post, path, new { action = "acknowledge" }, 200, "\"0\"");
        var late = await host.SendAsync(HttpMethod.Post, path, new { action = "assign", assignee = "ann" }, 412, "\"0\"");
        late["expected"]!.GetValue<string>().ShouldContain("\"1\"");
        await host.SendAsync(HttpMethod.Post, path, new { action = "assign", assignee = "ann" }, 200, "\"1\"");
        await host.SendAsync(HttpMethod.Post, path, new { action = "comment", comment = "called them" }, 200);
        (await host.SendAsync(HttpMethod.Post, path, new { action = "dance" }, 400))["expected"]!.GetValue<string>().ShouldContain("acknowledge");
        await host.RestartAsync();
        var one = await host.GetAsync("/v1/incidents/" + id);
        one["case"]!["assignee"]!.GetValue<string>().ShouldBe("ann");
        one["case"]!["version"]!.GetValue<int>().ShouldBe(3);
        var audit = (await host.GetAsync($"/v1/audit?subject={id}")).AsArray();
        audit.Select(a => a!["action"]!.GetValue<string>()).ShouldBe(["incident.comment", "incident.assign", "incident.acknowledge"]);
        audit[0]!["before"]!["version"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory]
    [InlineData("/v1/conversions", """{"messageId":"v1"}""")]
    [InlineData("/v1/conversions", "message-id=v1&delivered=true&timestamp=2026-03-02%2000:01:00")]
    [InlineData("/v1/conversions?message-id=v1&delivered=true", "")]
    [InlineData("/v1/conversions", "MessageSid=v1&Outcome=confirmed")]
    [InlineData("/ct/1/log/end/v1", "")]
    [InlineData("/v1/conversions", """{"MessageId":"v1","MessageFeedbackStatus":"RECEIVED"}""")]
    [InlineData("/v1/conversions", """{"messageId":"v1","type":"otp","status":"converted"}""")]
    [InlineData("/v1/conversions", """["v1"]""")]
    [InlineData("/v1/conversions", """{"conversions":[{"message_id":"v1","converted":true,"customer":"acme"}]}""")]
    public async Task Conversions_OfEveryVendorsForm_AreTaken_AndOnce(string path, string body)
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync([EventsTests.Submit("v1")]);
        var content = () => new StringContent(body);
        var told = await host.SendAsync(HttpMethod.Post, path, content(), 202);
        told["accepted"]!.GetValue<int>().ShouldBe(1, told.ToJsonString());
        told["orphans"]!.GetValue<int>().ShouldBe(0);
        (await host.SendAsync(HttpMethod.Post, path, content(), 202))["duplicates"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Stream_SnapshotThenChanges_AndGoesOnFromASequence()
    {
        await using var host = await Host.StartAsync();
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { scope = new { customers = new[] { "acme" } }, reason = "one" }, 201);
        using var stream = new StreamReader(await host.Client.GetStreamAsync("/v1/decisions/stream"));
        (await Next(stream))["type"]!.GetValue<string>().ShouldBe("snapshot_begin");
        var first = await Next(stream);
        first["decision"]!["reason"]!.GetValue<string>().ShouldBe("one");
        var end = await Next(stream);
        var sequence = end["sequence"]!.GetValue<long>();
        await host.SendAsync(HttpMethod.Delete, $"/v1/decisions/{first["decision"]!["id"]}", null, 200);
        await Next(stream); // heartbeat
        (await Next(stream))["type"]!.GetValue<string>().ShouldBe("gone");
        using var after = new StreamReader(await host.Client.GetStreamAsync($"/v1/decisions/stream?after={sequence}"));
        (await Next(after))["type"]!.GetValue<string>().ShouldBe("gone");
    }

    [Fact]
    public async Task Numbers_AreNowhereButInTheJournalAndTheSnapshots()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync([EventsTests.Submit("n1", "acme", "+393397654321"), EventsTests.Submit("n2").Replace("ACME\"", "ACME\",\"mccmnc\":\"+393397654321\"", StringComparison.Ordinal)]);
        await host.CheckAsync("acme", "+393397654321");
        await host.TrySendAsync(HttpMethod.Get, "/v1/incidents/+393397654321", null);
        await host.RestartAsync();
        foreach (var file in Directory.GetFiles(Path.Combine(host.Folder, "data"), "*", SearchOption.AllDirectories))
        {
            if (file.Contains("journal.db", StringComparison.Ordinal) || file.EndsWith("lock", StringComparison.Ordinal) || file.EndsWith(".snapshot", StringComparison.Ordinal)) continue;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            new StreamReader(stream, System.Text.Encoding.Latin1).ReadToEnd().ShouldNotContain("393397654321", Case.Sensitive, file);
        }
    }

    private static async Task<JsonNode> Next(StreamReader stream) => JsonNode.Parse((await stream.ReadLineAsync())!)!;
}
