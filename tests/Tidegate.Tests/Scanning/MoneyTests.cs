using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Scanning;

/// <summary>Money in a scan's reports: each currency by itself, and what is not known said to be so.</summary>
[Collection("attacked traffic")]
public sealed class MoneyTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Two_currencies_are_never_added_up()
    {
        var sums = new SortedDictionary<string, double> { ["EUR"] = 0, ["USD"] = 0 };
        var (run, report) = Scan((e, i) =>
        {
            if (i % 3 == 0) e["currency"] = "USD";
            sums[e["currency"]!.GetValue<string>()] += (e["price"] ?? e["cost"])!.GetValue<double>();
        });

        var source = report["source"]!;
        source["currency"]!.GetValue<string>().ShouldBe("EUR");
        source["cost"]!.GetValue<double>().ShouldBe(sums["EUR"], 0.01);
        Other(source).ShouldBe(sums["USD"], 0.01);
        var attacked = report["incidents"]!.AsArray().Where(i => i!["messages"]!.GetValue<long>() > 100).ToList();
        attacked.ShouldNotBeEmpty();
        foreach (var incident in attacked)
        {
            incident!["currency"]!.GetValue<string>().ShouldBe("EUR");
            (Other(incident) / incident["cost"]!.GetValue<double>()).ShouldBeInRange(0.3, 0.7, "a third of its messages are in the other currency");
        }

        report["summary"]!["money"]!.AsArray().Select(m => m!["currency"]!.GetValue<string>()).ShouldBe(["EUR", "USD"], ignoreOrder: true);
        report["decisions"]!.AsArray().Sum(d => d!["other_money_stopped"] is { } stopped ? stopped[0]!["money"]!.GetValue<double>() : 0).ShouldBeGreaterThan(0);
        source["warnings"]![0]!.GetValue<string>().ShouldContain("never added up");
        run.Output.ShouldContain("Money is in several currencies, which are never added up: beside EUR ");
        File.ReadAllText(_scratch.Path("r.csv")).ShouldContain(",USD ");
    }

    [Fact]
    public void Cost_of_traffic_without_prices_is_unknown_and_not_nothing()
    {
        var (run, report) = Scan((e, _) => Unprice(e));

        var submissions = report["source"]!["submissions"]!.GetValue<long>();
        report["source"]!["unpriced"]!.GetValue<long>().ShouldBe(submissions);
        var incident = report["incidents"]![0]!;
        incident["cost"]!.GetValue<double>().ShouldBe(0, "a number by contract");
        incident["unpriced_messages"]!.GetValue<long>().ShouldBe(incident["messages"]!.GetValue<long>());
        run.Output.ShouldContain("of unknown cost");
        run.Output.ShouldContain("what they cost is unknown");
        run.Output.ShouldNotContain("0.00");
        File.ReadAllText(_scratch.Path("r.html")).ShouldContain("unknown");
        File.ReadAllText(_scratch.Path("r.html")).ShouldNotContain(">0.00<");
        File.ReadLines(_scratch.Path("r.csv")).Skip(1).ShouldAllBe(row => row.Contains($",{incident["converted"]},,,,", StringComparison.Ordinal), "cost, currency and money stopped");
    }

    [Fact]
    public void Traffic_in_part_priced_says_how_many_messages_are_left_out()
    {
        var unpriced = 0;
        var (run, report) = Scan((e, i) =>
        {
            if (i % 4 != 0) return;
            unpriced++;
            Unprice(e);
        });

        report["source"]!["unpriced"]!.GetValue<long>().ShouldBe(unpriced);
        report["incidents"]!.AsArray().Sum(i => i!["unpriced_messages"]?.GetValue<long>() ?? 0).ShouldBeGreaterThan(0);
        run.Output.ShouldContain("submissions state no price or cost: they are left out of all money. Price lists (--rates)");
        run.Output.ShouldContain("without a price left out");
    }

    [Fact]
    public void Negative_prices_are_left_out_and_told_and_their_messages_are_scanned()
    {
        var (_, whole) = Scan((_, _) => { });
        var (run, report) = Scan((e, _) =>
        {
            if (e["price"] is { } price) e["price"] = -price.GetValue<double>();
            e.Remove("cost");
        });
        report["source"]!["bad"]!.GetValue<long>().ShouldBe(0);
        var submissions = report["source"]!["submissions"]!.GetValue<long>();
        submissions.ShouldBe(whole["source"]!["submissions"]!.GetValue<long>());
        report["source"]!["unpriced"]!.GetValue<long>().ShouldBe(submissions);
        report["incidents"]![0]!["messages"]!.GetValue<long>().ShouldBe(whole["incidents"]![0]!["messages"]!.GetValue<long>());
        run.Output.ReplaceLineEndings(" ").ShouldContain(" x price left out, expected an amount from 0 to 1e9: \"-0.");
    }

    [Fact]
    public void Price_lists_make_the_cost_known()
    {
        var (run, report) = Scan((e, _) => Unprice(e), "--rates", _scratch.Write("rates.csv", "country,currency,price\nKH,USD,0.5\n"));

        report["source"]!["unpriced"]!.GetValue<long>().ShouldBe(report["source"]!["submissions"]!.GetValue<long>() - (long)Math.Round(report["source"]!["cost"]!.GetValue<double>() / 0.5));
        report["incidents"]![0]!["cost"]!.GetValue<double>().ShouldBeGreaterThan(0);
        report["incidents"]![0]!["unpriced_messages"].ShouldBeNull();
        run.Output.ShouldContain("~USD ");
    }

    private static double Other(JsonNode node) => node["other_money"]!.AsArray().ShouldHaveSingleItem()!["money"]!.GetValue<double>();

    private static void Unprice(JsonObject e)
    {
        foreach (var name in (string[])["price", "cost", "currency"]) e.Remove(name);
    }

    private (TidegateProcess.Result Run, JsonNode Report) Scan(Action<JsonObject, int> change, params string[] more)
    {
        var count = 0;
        var lines = File.ReadLines(traffic.Events).Select(line =>
        {
            var e = JsonNode.Parse(line)!.AsObject();
            if (e["type"]!.GetValue<string>() != "submit") return line;
            change(e, count++);
            return e.ToJsonString();
        });
        File.WriteAllLines(_scratch.Path("events.ndjson"), lines);
        var run = TidegateProcess.Run(["scan", _scratch.Path("events.ndjson"), "--report", _scratch.Path("r.json"), "--html", _scratch.Path("r.html"), "--csv", _scratch.Path("r.csv"), .. more]);
        run.Status.ShouldBe(1, run.Error);
        var report = File.ReadAllText(_scratch.Path("r.json"));
        ReportContract.Check(report);
        return (run with { Output = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) }, JsonNode.Parse(report)!); // however it is wrapped
    }
}
