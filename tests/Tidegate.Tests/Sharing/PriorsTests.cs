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
