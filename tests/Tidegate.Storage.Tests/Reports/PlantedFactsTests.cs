using Shouldly;
using Tidegate.Reporting.Tables;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Reports;
using Xunit;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>What is planted in simulated months is at the top of its report; nothing stands out in clean ones.</summary>
public sealed class PlantedFactsTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Each_planted_fact_is_at_the_top_of_its_report(int seed)
    {
        using var months = new Months(new MonthsSpec { Seed = (ulong)seed, Planted = true });
        var facts = months.Facts;

        using (var source = months.LastThirtyDays())
        {
            var report = ScorecardReport.Suppliers(source);
            var differences = Rows(report, "differences");
            differences.Take(2).Select(r => ((string)r["supplier"]!, (string)r["network"]!)).ShouldBe(facts.Inflated.Select(n => (facts.Inflater, n)), ignoreOrder: true);
            foreach (var row in differences.Take(2)) ((double)row["ratio"]!).ShouldBeInRange(0.94, 0.995, "three messages of a hundred were added");
            report.Findings[0].ShouldContain(facts.Inflater);
            report.Findings[0].ShouldContain("nobody asked for");
        }

        using (var source = months.LastThirtyDays())
        {
            var customers = Rows(ScorecardReport.Customers(source), "customers");
            customers[0]["party"].ShouldBe(facts.Customer);
            (customers[0]["incidents"], customers[0]["campaigns"]).ShouldBe((3L, 3L));
            customers[0]["stop_minutes"].ShouldBe(3.0);
            customers[1]["repeat_ranges"].ShouldBe(1L);
        }

        using (var source = months.LastThirtyDays())
        {
            var report = CorrelationReport.Make(source);
            var struck = months.Incidents.Where(i => i.First >= source.Since).ToList();
            var peaks = Rows(report, "peaks").Take(struck.Count).ToList();
            peaks.Select(r => (string)r["incident_ids"]!).ShouldBe(struck.Select(i => i.Id), ignoreOrder: true);
            foreach (var peak in peaks)
            {
                var attack = facts.Attacks.Single(a => a.Id == (string)peak["incident_ids"]!);
                ((string)peak["ranges"]!).ShouldStartWith($"+{attack.Block} ");
                ((double)peak["excess"]!).ShouldBeInRange(attack.Messages * 0.8, attack.Messages * 1.3);
            }

            peaks.Where(p => (string)p["customer"]! == facts.Customer).ShouldAllBe(p => ((string)p["senders"]!).StartsWith(facts.Sender, StringComparison.Ordinal));
            var returning = Rows(report, "returning").ShouldHaveSingleItem();
            (returning["block"], returning["quiet_days"]).ShouldBe((facts.Returning.ToString(System.Globalization.CultureInfo.InvariantCulture), 35L));
            Rows(report, "together").Take(10).ShouldContain(r => ((string)r["names"]!).Contains(facts.Sender));
        }

        using (var source = months.LastThirtyDays())
        {
            var change = Rows(MarketReport.Make(source), "price_changes").ShouldHaveSingleItem();
            (change["what"], change["network"], change["supplier"], change["day"]).ShouldBe(("cost", facts.Risen, facts.RisenThrough, facts.RisenOn));
            ((double)change["change"]!).ShouldBe(0.12, 0.001);
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Clean_months_name_nobody(int seed)
    {
        using var months = new Months(new MonthsSpec { Seed = (ulong)seed });
        using var source = months.LastThirtyDays();
        Rows(ScorecardReport.Suppliers(source), "differences").ShouldBeEmpty();
        var correlation = CorrelationReport.Make(source);
        Rows(correlation, "returning").ShouldBeEmpty();
        Rows(correlation, "sweeps").ShouldBeEmpty();
        var market = MarketReport.Make(source);
        Rows(market, "price_changes").ShouldBeEmpty();
        ((double)Rows(market, "price_index")[^1]["cost_index"]!).ShouldBe(100, 0.01);
    }

    [Fact]
    public void A_supplier_that_adds_much_is_named_and_its_competitors_are_not()
    {
        using var months = new Months(new MonthsSpec { Seed = 31, Planted = true, Inflation = 0.15, PerDay = 15_000 });
        using var source = months.LastThirtyDays();
        var report = ScorecardReport.Suppliers(source);
        Rows(report, "differences").Select(r => ((string)r["supplier"]!, (string)r["network"]!)).ShouldBe(months.Facts.Inflated.Select(n => (months.Facts.Inflater, n)), ignoreOrder: true);
        foreach (var row in Rows(report, "differences"))
        {
            ((double)row["ratio_low"]!).ShouldBeLessThan(0.87);
            ((double)row["ratio_high"]!).ShouldBeGreaterThan(0.83);
            ((double)row["added_low"]!).ShouldBeLessThan((double)row["added_messages"]!);
        }
    }

    [Fact]
    public void Each_page_has_its_figures_and_needs_nothing_else()
    {
        using var months = new Months(new MonthsSpec { Seed = 12, Planted = true, PerDay = 6_000 });
        foreach (var (name, figures) in new[] { ("correlation", 4), ("suppliers", 5), ("customers", 5), ("comparison", 3), ("market", 2) })
        {
            using var source = months.LastThirtyDays();
            using var page = new MemoryStream();
            Reporting.Html.ReportPage.Write(page, ReportCatalog.Make(name, source, null)!);
            var text = System.Text.Encoding.UTF8.GetString(page.ToArray());
            System.Text.RegularExpressions.Regex.Count(text, "<figure").ShouldBeGreaterThanOrEqualTo(figures, name);
            text.ShouldNotContain("<script");
            text.ShouldNotContain("<img");
            text.ShouldNotContain("NaN");
            text.ShouldNotContain("http-equiv=\"refresh");
        }
    }

    private static List<Dictionary<string, object?>> Rows(ReportDocument document, string section)
    {
        var part = document.Section(section);
        return [.. part.Rows.Select(r => part.Columns.Zip(r).ToDictionary(c => c.First.Key, c => c.Second))];
    }
}
