using System.Globalization;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Backtesting;

[Collection("attacked traffic")]
public sealed class BacktestTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Higher_odds_to_block_stop_less_of_the_same_attack_and_miss_the_rest()
    {
        var report = Backtest("block_at: 40\n", traffic.Events);
        Figure(report, "difference", "messages_stopped").ShouldBeLessThan(0);
        Figure(report, "difference", "messages_missed").ShouldBe(-Figure(report, "difference", "messages_stopped"));
        var money = report.GetProperty("difference").GetProperty("money")[0];
        money.GetProperty("currency").GetString().ShouldBe("EUR");
        money.GetProperty("stopped").GetDouble().ShouldBeLessThan(0);
        money.GetProperty("missed").GetDouble().ShouldBe(-money.GetProperty("stopped").GetDouble(), 0.001);
    }

    [Fact]
    public void Report_never_goes_over_the_traffic()
    {
        File.Copy(traffic.Events, _scratch.Path("events.ndjson"));
        var run = TidegateProcess.Run("backtest", _scratch.Path("events.ndjson"), "--policy", _scratch.Write("policy.yaml", "block_at: 40\n"), "--report", _scratch.Path("events.ndjson"));
        run.Status.ShouldBe(2);
        run.Error.ShouldContain("is one of the files to be replayed");
        File.ReadAllBytes(_scratch.Path("events.ndjson")).ShouldBe(File.ReadAllBytes(traffic.Events));
    }

    [Fact]
    public void The_policy_as_it_is_gives_what_scan_gives_and_no_difference_from_itself()
    {
        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("scan.json")).Status.ShouldBe(1);
        var scan = JsonDocument.Parse(File.ReadAllText(_scratch.Path("scan.json"))).RootElement.GetProperty("summary");
        var report = Backtest("monitor_at: 16\n", traffic.Events);
        foreach (var figure in new[] { "incidents", "decisions", "blocks", "messages_stopped" })
        {
            Figure(report, "before", figure).ShouldBe(scan.GetProperty(figure).GetInt64(), figure);
            Figure(report, "difference", figure).ShouldBe(0, figure);
        }

        report.GetProperty("before").GetProperty("looks_honest").GetDouble().ShouldBe(scan.GetProperty("honest_messages_hit").GetDouble());
        report.GetProperty("difference").GetProperty("looks_honest").GetDouble().ShouldBe(0);
        report.GetProperty("before").GetProperty("money")[0].GetProperty("stopped").GetDouble()
            .ShouldBe(scan.GetProperty("money")[0].GetProperty("money_stopped").GetDouble(), 0.01);
    }

    [Fact]
    public void Monitoring_alone_stops_nothing_and_misses_all()
    {
        var report = Backtest("monitor_only: true\n", traffic.Events);
        Figure(report, "after", "messages_stopped").ShouldBe(0);
        Figure(report, "after", "blocks").ShouldBe(0);
        Figure(report, "after", "decisions").ShouldBeGreaterThan(0);
        Figure(report, "after", "messages_missed").ShouldBe(report.GetProperty("attack_messages").GetInt64());
    }

    [Fact]
    public void Messages_into_a_long_block_after_the_attack_and_codes_that_were_used_count_as_honest_hits()
    {
        var file = WithHonestMessagesAfterTheAttack(out var sent);
        var report = Backtest("block_for: 6d\n", file);
        Figure(report, "before", "honest_messages_hit").ShouldBe(0);
        Figure(report, "after", "honest_converted").ShouldBe(1);
        Figure(report, "after", "honest_outside_attack").ShouldBe(sent - 1);
        Figure(report, "difference", "honest_messages_hit").ShouldBe(sent);
        Figure(report, "difference", "messages_missed").ShouldBe(0);
    }

    [Fact]
    public void What_only_one_policy_finds_is_listed()
    {
        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("scan.json"));
        var found = JsonDocument.Parse(File.ReadAllText(_scratch.Path("scan.json"))).RootElement.GetProperty("incidents")[0];
        var soon = found.GetProperty("opened_at").GetDateTimeOffset().AddSeconds(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var report = Backtest("monitor_at: 60\n", traffic.Events, "--until", soon);
        Figure(report, "difference", "incidents").ShouldBe(-1);
        report.GetProperty("incidents_only_before")[0].GetProperty("id").GetString().ShouldBe(found.GetProperty("id").GetString());
        report.GetProperty("incidents_only_after").GetArrayLength().ShouldBe(0);
        Figure(report, "after", "messages_missed").ShouldBe(report.GetProperty("attack_messages").GetInt64());
    }

    [Fact]
    public void Table_names_both_policies_and_the_same_input_gives_the_same_bytes()
    {
        var (old, changed) = (_scratch.Write("old.yaml", "block_at: 30\n"), _scratch.Write("new.yaml", "block_at: 20\n"));
        var run = TidegateProcess.Run("backtest", "--policy", changed, "--against", old, traffic.Events);
        run.Status.ShouldBe(0, run.Error);
        foreach (var text in new[] { old, changed, "messages stopped", "messages missed", "stopped beside the attack", "look honest, as in scan", "money stopped" }) run.Output.ShouldContain(text);
        var first = TidegateProcess.Run("backtest", "--policy", changed, "--against", old, "--report", "-", traffic.Events);
        TidegateProcess.Run("backtest", "--policy", changed, "--against", old, "--report", "-", traffic.Events).Output.ShouldBe(first.Output);
        TidegateProcess.Run("backtest", "--policy", changed, "-q", traffic.Events).Output.ShouldBeEmpty();
    }

    [Fact]
    public void What_could_not_be_used_is_told_in_table_report_and_on_standard_error()
    {
        var lines = File.ReadAllLines(traffic.Events);
        var file = _scratch.Path("mixed.ndjson");
        File.WriteAllLines(file, Scanning.OrderTests.Mixed(lines));
        var policy = _scratch.Write("new.yaml", "block_at: 40\n");
        var run = TidegateProcess.Run("backtest", "--policy", policy, file, "--report", _scratch.Path("r.json"));
        run.Status.ShouldBe(0, run.Error);
        run.Error.ShouldMatch(@"tidegate: [\d,]+ of [\d,]+ submissions came too late; sort the records by time");
        run.Output.ShouldMatch(@"Replayed in part: [\d,]+ of [\d,]+ submissions came too late\.");
        JsonDocument.Parse(File.ReadAllText(_scratch.Path("r.json"))).RootElement.GetProperty("source").GetProperty("unused").GetString()!.ShouldContain("came too late");

        var whole = TidegateProcess.Run("backtest", "--policy", policy, file, "--sort", "-q", "--report", "-");
        whole.Error.ShouldBeEmpty();
        JsonDocument.Parse(whole.Output).RootElement.GetProperty("source").TryGetProperty("unused", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("backtest -", "--policy")]
    [InlineData("backtest --policy no-such.yaml -", "no-such.yaml")]
    [InlineData("backtest --policy good.yaml --against no-such.yaml -", "no-such.yaml")]
    [InlineData("backtest --policy bad.yaml -", "block_at")]
    [InlineData("backtest --policy good.yaml no-such.csv", "no-such.csv")]
    [InlineData("backtest --policy good.yaml --report no/such/r.json -", "no/such/r.json")]
    [InlineData("backtest --policy good.yaml --since yesterday -", "yesterday")]
    public void What_cannot_run_ends_with_2_and_one_line_that_names_it(string command, string named)
    {
        var (good, bad) = (_scratch.Write("good.yaml", "block_at: 30\n"), _scratch.Write("bad.yaml", "block_at: much\n"));
        var run = TidegateProcess.RunWithInput("", [.. command.Split(' ').Select(arg => arg switch { "good.yaml" => good, "bad.yaml" => bad, _ => arg })]);
        run.Status.ShouldBe(2, run.Output);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith("tidegate: ");
        run.Error.ShouldContain(named);
    }

    private static long Figure(JsonElement report, string side, string name) => report.GetProperty(side).GetProperty(name).GetInt64();

    private JsonElement Backtest(string policy, string file, params string[] more)
    {
        var run = TidegateProcess.Run(["backtest", "--policy", _scratch.Write("new.yaml", policy), "--report", "-", .. more, file]);
        run.Status.ShouldBe(0, run.Error);
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("schema").GetString().ShouldBe("tidegate.backtest/1");
        report.GetProperty("attack_messages").GetInt64().ShouldBeGreaterThan(0);
        foreach (var side in new[] { "before", "after" })
        {
            (Figure(report, side, "messages_stopped") - Figure(report, side, "honest_messages_hit") + Figure(report, side, "messages_missed"))
                .ShouldBe(report.GetProperty("attack_messages").GetInt64(), side);
        }

        return report;
    }

    // An hour apart, from two hours after the last event on, when the default's block has long expired.
    private string WithHonestMessagesAfterTheAttack(out int sent)
    {
        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("scan.json"));
        var report = JsonDocument.Parse(File.ReadAllText(_scratch.Path("scan.json"))).RootElement;
        var scope = report.GetProperty("decisions")[0].GetProperty("scope");
        var customer = report.GetProperty("incidents")[0].GetProperty("scope").GetProperty("customers")[0].GetString();
        var network = scope.GetProperty("networks")[0].GetString();
        var first = ulong.Parse(scope.GetProperty("ranges")[0].GetProperty("from").GetString()!, CultureInfo.InvariantCulture);
        var begin = report.GetProperty("source").GetProperty("to").GetDateTimeOffset().AddHours(2);
        sent = 4;
        var lines = new List<string>();
        for (var i = 0; i < sent; i++)
        {
            var time = begin.AddHours(i).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            lines.Add($$"""{"type":"submit","time":"{{time}}","message_id":"late{{i}}","customer":"{{customer}}","destination":"+{{first + 7 + ((ulong)i * 31)}}","mccmnc":"{{network}}"}""");
        }

        lines.Add($$"""{"type":"conversion","time":"{{begin.AddHours(sent).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","message_id":"late0","customer":"{{customer}}","converted":true}""");
        File.Copy(traffic.Events, _scratch.Path("events.ndjson"));
        File.AppendAllLines(_scratch.Path("events.ndjson"), lines);
        return _scratch.Path("events.ndjson");
    }
}
