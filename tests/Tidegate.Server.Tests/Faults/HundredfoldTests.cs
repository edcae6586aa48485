using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

[Collection("attacked traffic")]
public sealed class HundredfoldTests(AttackedTraffic traffic)
{
    private const int Fold = 100;

    [Fact]
    public async Task Customer_ThatSendsEachMessageAHundredTimes_CostsNobodyElseAMessage()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        var events = traffic.UntilAttack.Select(l => JsonNode.Parse(l)!.AsObject()).ToList();
        var submissions = events.Where(e => e["type"]!.GetValue<string>() == "submit").ToList();
        var loud = submissions.Select(e => e["customer"]!.GetValue<string>()).Where(c => c != AttackedTraffic.Victim).GroupBy(c => c).MaxBy(g => g.Count())!.Key;
        var sent = 0;
        var lines = new List<string>();
        foreach (var e in events)
        {
            lines.Add(e.ToJsonString());
            if (e["type"]!.GetValue<string>() == "submit" && e["customer"]!.GetValue<string>() == loud)
            {
                var id = e["message_id"]!.GetValue<string>();
                for (var i = 1; i < Fold; i++)
                {
                    e["message_id"] = $"{id}-{i}";
                    lines.Add(e.ToJsonString());
                }
            }

            if (lines.Count < 20_000) continue;
            sent += (await host.PostEventsAsync(lines))["accepted"]!.GetValue<int>();
            lines.Clear();
        }

        sent += (await host.PostEventsAsync(lines))["accepted"]!.GetValue<int>();
        sent.ShouldBe(events.Count + ((Fold - 1) * submissions.Count(e => e["customer"]!.GetValue<string>() == loud)));

        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        var honest = submissions.Where(e => e["customer"]!.GetValue<string>() is var c && c != loud && c != AttackedTraffic.Victim)
            .Select(e => new { customer = e["customer"]!.GetValue<string>(), destination = e["destination"]!.GetValue<string>() }).ToArray();
        honest.Length.ShouldBeGreaterThan(1000);
        foreach (var part in honest.Chunk(1000))
        {
            var told = await host.SendAsync(HttpMethod.Post, "/v1/check", part, 200);
            told.ToJsonString().ShouldNotContain("\"block\"");
        }
    }
}
