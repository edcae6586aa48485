using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Packs;

[Collection("attacked traffic")]
public sealed partial class EvidenceEndpointTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Pack_OfARunningService_IsWholeForTheExecutable_HasAllOfTheIncident_AndNoWholeNumber()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync(traffic.Lines);
        var incident = (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().MaxBy(i => i!["messages"]!.GetValue<long>())!;
        var id = incident["id"]!.GetValue<string>();
        foreach (var query in new[] { "", "?of=campaign" })
        {
            using var answer = await host.Client.GetAsync($"/v1/incidents/{id}/evidence{query}");
            ((int)answer.StatusCode).ShouldBe(200, await answer.Content.ReadAsStringAsync());
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
            var pack = await answer.Content.ReadAsByteArrayAsync();
            answer.Headers.GetValues("Tidegate-Evidence-Sha256").ShouldHaveSingleItem().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(pack)));
            using var zip = new ZipArchive(new MemoryStream(pack));
            var lists = zip.Entries.Where(e => e.Name.StartsWith("messages", StringComparison.Ordinal)).Select(e => Text(zip, e.Name)).ToList();
            var rows = lists.Sum(l => l.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
            ((double)rows).ShouldBeInRange(incident["messages"]!.GetValue<long>() * 0.5, incident["messages"]!.GetValue<long>() * 4.0);
            lists.ShouldAllBe(l => l.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).All(row => row.Split(',', 4)[2].EndsWith("xxxx", StringComparison.Ordinal)));
            Text(zip, "report.html").ShouldContain("Traffic against expectation");
            JsonNode.Parse(Text(zip, "incident.json"))!["decisions"]!.AsArray().ShouldNotBeEmpty();
            Text(zip, "method.txt").ShouldContain("made by the service that found it");
            foreach (var entry in zip.Entries.Where(e => e.Name is not "manifest.sig"))
                foreach (Match number in WholeNumber().Matches(Text(zip, entry.Name)))
                    traffic.Lines.Any(l => l.Contains(number.Value, StringComparison.Ordinal)).ShouldBeFalse($"{number.Value} in {entry.Name}");

            var (file, key) = (Path.Combine(host.Folder, "p.zip"), Path.Combine(host.Folder, "key.pem"));
            File.WriteAllBytes(file, pack);
            File.WriteAllText(key, await host.Client.GetStringAsync("/v1/evidence/key"));
            Child.Run(null, "evidence", "verify", file, "--key", key).Status.ShouldBe(0);
            pack[pack.Length / 2] ^= 1;
            File.WriteAllBytes(file, pack);
            Child.Run(null, "evidence", "verify", file, "--key", key).Status.ShouldBe(1);
        }

        var line = (await host.GetAsync("/v1/audit?subject=" + id)).AsArray()[0]!;
        line["action"]!.GetValue<string>().ShouldBe("incident.evidence");
        line["after"]!["sha256"]!.GetValue<string>().Length.ShouldBe(64);
    }

    [Fact]
    public async Task Pack_OfACampaign_HasEachOfItsIncidents_WithItsOwnMessagesAndDecisions()
    {
        await using var host = await Host.StartAsync("mode: monitor");
        (await host.PostEventsAsync(SecondWave()))["rejected_count"]!.GetValue<int>().ShouldBe(0);
        var incidents = (await host.GetAsync("/v1/incidents?customer=" + AttackedTraffic.Victim))["items"]!.AsArray();
        var campaign = incidents.GroupBy(i => i!["campaign_id"]!.GetValue<string>()).MaxBy(g => g.Count())!.OrderBy(i => i!["opened_at"]!.GetValue<string>(), StringComparer.Ordinal).ToList();
        campaign.Count.ShouldBeGreaterThan(1, "he comes back after hours of quiet, to another range");
        using var answer = await host.Client.GetAsync($"/v1/incidents/{campaign[0]!["id"]!.GetValue<string>()}/evidence?of=campaign");
        ((int)answer.StatusCode).ShouldBe(200, await answer.Content.ReadAsStringAsync());
        var pack = await answer.Content.ReadAsByteArrayAsync();
        using var zip = new ZipArchive(new MemoryStream(pack));
        var facts = JsonNode.Parse(Text(zip, "incident.json"))!;
        facts["incidents"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()).ShouldBe(campaign.Select(i => i!["id"]!.GetValue<string>()), ignoreOrder: true);
        for (var n = 0; n < campaign.Count; n++)
        {
            var id = campaign[n]!["id"]!.GetValue<string>();
            var rows = Text(zip, $"messages-{n + 1}.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
            ((double)rows.Count).ShouldBeInRange(campaign[n]!["messages"]!.GetValue<long>() * 0.5, campaign[n]!["messages"]!.GetValue<long>() * 4.0);
            var (first, last) = (campaign[n]!["first_message_at"]!.GetValue<DateTimeOffset>(), campaign[n]!["last_message_at"]!.GetValue<DateTimeOffset>());
            rows.Select(r => DateTimeOffset.Parse(r.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture)).ShouldAllBe(t => t >= first && t <= last);
            facts["decisions"]!.AsArray().ShouldContain(d => d!["incident_id"]!.GetValue<string>() == id);
            Text(zip, "report.html").ShouldContain(id);
            Text(zip, "method.txt").ShouldContain(id);
        }

        zip.GetEntry($"messages-{campaign.Count + 1}.csv").ShouldBeNull();
        JsonNode.Parse(Text(zip, "manifest.json"))!["campaign"]!.GetValue<string>().ShouldBe(campaign[0]!["campaign_id"]!.GetValue<string>());
        var file = Path.Combine(host.Folder, "campaign.zip");
        File.WriteAllBytes(file, pack);
        Child.Run(null, "evidence", "verify", file).Status.ShouldBe(0);
    }

    // The attack once more, five hours after its last message, to the block beside.
    private List<string> SecondWave()
    {
        var block = AttackedTraffic.FreshNumber[..^4];
        var lines = traffic.Lines.Select(l => (Time: JsonNode.Parse(l)!["time"]!.GetValue<DateTimeOffset>(), Line: l)).ToList();
        var attack = lines.Where(l => l.Line.Contains(block, StringComparison.Ordinal)).ToList();
        var later = attack[^1].Time.AddHours(5) - attack[0].Time;
        static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var again = attack.Select(l => (Time: l.Time + later, Line: l.Line.Replace(Text(l.Time), Text(l.Time + later), StringComparison.Ordinal)
            .Replace("\"message_id\":\"", "\"message_id\":\"again-", StringComparison.Ordinal).Replace(block, block[..^1] + (char)(block[^1] + 1), StringComparison.Ordinal)));
        return [.. lines.Concat(again).OrderBy(l => l.Time).Select(l => l.Line)];
    }

    [Fact]
    public async Task Pack_IsNotForCustomers_NorWithWholeNumbers_AndWhatIsAskedWronglyIsNamed()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        var id = (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Get, $"/v1/incidents/{id}/evidence?numbers=full", null, 403);
        await host.SendAsync(HttpMethod.Get, $"/v1/incidents/{id}/evidence?of=everything", null, 400);
        await host.SendAsync(HttpMethod.Get, "/v1/incidents/i0/evidence", null, 404);
        var admin = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "a", role = "admin" }, 201))["key"]!.GetValue<string>();
        var own = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "c", role = "customer", customer = AttackedTraffic.Victim }, 201, key: admin))["key"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Get, $"/v1/incidents/{id}/evidence", null, 403, key: own);
    }

    [GeneratedRegex(@"(?<![\da-f])\d{11,15}(?![\da-f])")]
    private static partial Regex WholeNumber();

    private static string Text(ZipArchive zip, string name)
    {
        using var text = new StreamReader(zip.GetEntry(name)!.Open());
        return text.ReadToEnd();
    }
}
