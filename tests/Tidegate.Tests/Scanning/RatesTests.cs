using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Scanning;

/// <summary>`tidegate scan --rates`: money where events state none.</summary>
[Collection("attacked traffic")]
public sealed partial class RatesTests(AttackedTraffic traffic) : IDisposable
{
    private const string Csv = "country,currency,price,cost\nKH,USD,0.5,0.4\n";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Messages_without_a_price_are_priced_by_the_list_and_marked_as_estimated()
    {
        var unpriced = Write("unpriced.ndjson", Unpriced(File.ReadAllText(traffic.Events)));
        Scan(unpriced)["incidents"]![0]!["cost"]!.GetValue<double>().ShouldBe(0);
        foreach (var rates in new[] { Write("rates.csv", Csv), Write("rates.yaml", "rates:\n  - { country: KH, currency: USD, price: 0.5, cost: 0.4 }\n") })
        {
            var report = Scan(unpriced, "--rates", rates, "--html", _scratch.Path("report.html"));
            var incident = report["incidents"]![0]!;
            var expected = incident["messages"]!.GetValue<long>() * 0.5;
            incident["cost"]!.GetValue<double>().ShouldBe(expected, 0.01);
            incident["estimated_cost"]!.GetValue<double>().ShouldBe(expected, 0.01);
            incident["currency"]!.GetValue<string>().ShouldBe("USD");
            incident["summary"]!.GetValue<string>().ShouldContain(", estimated from price lists.");
            report["decisions"]!.AsArray().Sum(d => d!["estimated_money"]?.GetValue<double>() ?? 0).ShouldBeGreaterThan(0);
            File.ReadAllText(_scratch.Path("report.html")).ShouldContain("estimated from price lists");
        }
    }

    [Fact]
    public void A_price_of_the_events_own_always_wins()
    {
        var rates = Write("rates.csv", Csv);
        Scan(traffic.Events, "--rates", rates).ToJsonString().ShouldBe(Scan(traffic.Events).ToJsonString());
        Scan(traffic.Events)["incidents"]![0]!["cost"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Backtest_counts_money_by_the_list()
    {
        var unpriced = Write("unpriced.ndjson", Unpriced(File.ReadAllText(traffic.Events)));
        var run = TidegateProcess.Run("backtest", unpriced, "--policy", Write("policy.yaml", "monitor_only: true\n"), "--rates", Write("rates.csv", Csv), "--report", _scratch.Path("backtest.json"));
        run.Status.ShouldBe(0, run.Error);
        run.Output.ShouldContain("estimated from price lists");
        var money = JsonNode.Parse(File.ReadAllText(_scratch.Path("backtest.json")))!["before"]!["money"]![0]!;
        money["currency"]!.GetValue<string>().ShouldBe("USD");
        money["stopped"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("rates.csv", "country,currency,price\nKH,USD,dear\n", "row 1: price: 'dear'")]
    [InlineData("rates.yaml", "rates:\n  - { country: KH, currency: USD, price: 1 }\n  - { country: XX, currency: USD, price: 1 }\n", "row 2: country: 'XX'")]
    [InlineData("rates.yml", "rates:\n  - { country: KH, cost_per_part: 1 }\n", "cost_per_part")]
    public void A_row_that_will_not_do_ends_the_run_and_is_named(string name, string text, string said)
    {
        var run = TidegateProcess.Run("scan", traffic.Events, "--rates", Write(name, text));
        run.Status.ShouldBe(2);
        run.Error.ShouldContain(name);
        run.Error.ShouldContain(said);
    }

    private JsonNode Scan(params string[] args)
    {
        var run = TidegateProcess.Run(["scan", .. args, "-q", "--report", _scratch.Path("report.json")]);
        run.Status.ShouldBe(1, run.Error);
        return JsonNode.Parse(File.ReadAllText(_scratch.Path("report.json")))!;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_scratch.Path(name), text);
        return _scratch.Path(name);
    }

    private static string Unpriced(string events) => Money().Replace(events, "");

    [GeneratedRegex(",\"(price|cost)\":[0-9.]+|,\"currency\":\"[A-Z]+\"")]
    private static partial Regex Money();
}
