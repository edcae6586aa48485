using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Sharing;

[Collection("attacked traffic")]
public sealed class PriorsTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("stix")]
    [InlineData("misp")]
    public void Ranges_ThatOneExports_RaiseTheOddsForAnother(string form)
    {
        var plain = Scan("plain.json");
        TidegateProcess.Run("ranges", "export", "--report", _scratch.Path("plain.json"), "--to", form, "-o", _scratch.Path("list")).Status.ShouldBe(0);
        var raised = Scan("raised.json", "--priors", _scratch.Path("list"));
        var own = plain["incidents"]!.AsArray();
        own.SelectMany(i => i!["evidence"]!.AsArray()).ShouldAllBe(e => e!["channel"]!.GetValue<string>() != "prior");
        var evidence = raised["incidents"]!.AsArray().SelectMany(i => i!["evidence"]!.AsArray()).First(e => e!["channel"]!.GetValue<string>() == "prior")!;
        evidence["log_odds"]!.GetValue<double>().ShouldBeInRange(0.1, 4);
        evidence["text"]!.GetValue<string>().ShouldContain("others have reported");
        raised["incidents"]!.AsArray().Max(i => i!["log_odds"]!.GetValue<double>()).ShouldBeGreaterThan(0);
        FirstBlock(raised).ShouldBeLessThanOrEqualTo(FirstBlock(plain));
    }

    [Fact]
    public void Priors_ElsewhereOrExpired_ChangeNotAByte()
    {
        Scan("plain.json");
        File.WriteAllText(_scratch.Path("elsewhere.csv"), "prefix,last_seen\n4477009001xx,2026-03-01\n");
        File.WriteAllText(_scratch.Path("expired.csv"), "prefix,last_seen,expires\n855*,2025-01-01,2025-02-01\n8559*,2025-01-01,2025-02-01\n");
        foreach (var list in new[] { "elsewhere.csv", "expired.csv" })
        {
            Scan("other.json", "--priors", _scratch.Path(list));
            File.ReadAllBytes(_scratch.Path("other.json")).AsSpan().SequenceEqual(File.ReadAllBytes(_scratch.Path("plain.json"))).ShouldBeTrue(list);
        }
    }

    [Fact]
    public void ListOfHonestRanges_BlocksNothingByItself_AndNoneOfThemWhereThereIsAnAttack()
    {
        var truth = File.ReadLines(Path.Combine(traffic.Folder, "truth.csv")).Select(l => l.Split(',')).ToList();
        var (id, campaign) = (Array.IndexOf(truth[0], "message_id"), Array.IndexOf(truth[0], "campaign"));
        var attacked = truth.Skip(1).Where(f => f[campaign].Length > 0).Select(f => f[id]).ToHashSet(StringComparer.Ordinal);
        attacked.ShouldNotBeEmpty();
        var lines = File.ReadLines(traffic.Events).Select(l => (Line: l, Event: JsonNode.Parse(l)!)).ToList();
        bool IsAttack(JsonNode e) => attacked.Contains(e["message_id"]!.GetValue<string>());
        File.WriteAllLines(_scratch.Path("clean.ndjson"), lines.Where(l => !IsAttack(l.Event)).Select(l => l.Line));
        IEnumerable<string> Blocks(Func<JsonNode, bool> of) => lines.Where(l => l.Event["type"]!.GetValue<string>() == "submit" && of(l.Event)).Select(l => l.Event["destination"]!.GetValue<string>().TrimStart('+')[..^4]).Distinct();
        var honest = Blocks(e => !IsAttack(e)).Except(Blocks(IsAttack)).ToList();
        honest.Count.ShouldBeGreaterThan(100);
        File.WriteAllLines(_scratch.Path("hostile.csv"), honest.Select(b => $"{b}xxxx,2026-03-03,100").Prepend("prefix,last_seen,confidence"));

        var clean = TidegateProcess.Run("scan", _scratch.Path("clean.ndjson"), "-q", "--report", _scratch.Path("c.json"), "--priors", _scratch.Path("hostile.csv"));
        clean.Status.ShouldBe(0, "no incident in honest traffic, though all of its ranges are said to be attacked; " + clean.Error);
        JsonNode.Parse(File.ReadAllText(_scratch.Path("c.json")))!["decisions"]!.AsArray().ShouldBeEmpty();

        var (plain, listed) = (Scan("plain.json"), Scan("listed.json", "--priors", _scratch.Path("hostile.csv")));
        var ranges = listed["decisions"]!.AsArray().Where(d => d!["action"]!.GetValue<string>() == "block").SelectMany(d => d!["scope"]!["ranges"]!.AsArray()).Select(r => (From: ulong.Parse(r!["from"]!.GetValue<string>()), To: ulong.Parse(r["to"]!.GetValue<string>()))).ToList();
        ranges.ShouldNotBeEmpty();
        foreach (var block in honest.Select(b => ulong.Parse(b) * 10_000)) ranges.ShouldAllBe(r => r.To < block || r.From > block + 9_999, $"block {block} is honest");
        FirstBlock(listed).ShouldBeLessThanOrEqualTo(FirstBlock(plain), "and the attack is blocked no later");
    }

    [Theory]
    [InlineData("no-such.csv", "no-such.csv")]
    [InlineData("bad.csv", "first line")]
    public void WhatIsNoList_EndsWith2_AndIsNamed(string name, string said)
    {
        File.WriteAllText(_scratch.Path("bad.csv"), "colour\nred\n");
        var run = TidegateProcess.Run("scan", traffic.Events, "-q", "--priors", _scratch.Path(name));
        run.Status.ShouldBe(2, run.Output);
        run.Error.ShouldContain(said);
    }

    private JsonNode Scan(string name, params string[] more)
    {
        var run = TidegateProcess.Run(["scan", traffic.Events, "-q", "--report", _scratch.Path(name), .. more]);
        run.Status.ShouldBe(1, run.Error);
        return JsonNode.Parse(File.ReadAllText(_scratch.Path(name)))!;
    }

    private static DateTimeOffset FirstBlock(JsonNode report) => report["decisions"]!.AsArray().Where(d => d!["action"]!.GetValue<string>() == "block").Min(d => d!["issued_at"]!.GetValue<DateTimeOffset>());
}
