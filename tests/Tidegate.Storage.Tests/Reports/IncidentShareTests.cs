using Shouldly;
using Tidegate.Incidents;
using Tidegate.Storage.Reports;
using Xunit;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>Sums know blocks of 10,000 numbers; incidents may be smaller.</summary>
public sealed class IncidentShareTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_incident_of_a_part_of_a_block_counts_no_more_messages_than_it_has(bool folded)
    {
        // 200 honest messages and 100 of an attack on a hundred numbers, to one block in one hour: three quarters of them by one supplier.
        using var sums = new Sums();
        var at = Sums.Begin.AddDays(3).AddHours(4);
        sums.Add(at, "acme", "north", "22201", 39333111, 225, 0.1);
        sums.Add(at.AddMinutes(30), "acme", "south", "22201", 39333111, 75, 0.1);
        sums.Add(at, "other", "south", "22201", 39333111, 500, 0.1);
        sums.Incident("i1", at, at.AddHours(1), 100, "acme", "22201", new NumberRange(393331110000, 393331110099));
        if (folded) sums.Fold();

        using var source = sums.Source();
        var customers = Rows(ScorecardReport.Customers(source), "customers");
        customers.ShouldContain(r => (string)r["party"]! == "acme" && (long)r["suspect_messages"]! == 100 && Math.Abs((double)r["suspect_money"]! - 10) < 1e-9);
        customers.ShouldContain(r => (string)r["party"]! == "other" && (long)r["suspect_messages"]! == 0);

        using var again = sums.Source();
        var suppliers = Rows(ScorecardReport.Suppliers(again), "suppliers").ToDictionary(r => (string)r["party"]!, r => (long)r["suspect_messages"]!);
        suppliers.ShouldBe(new Dictionary<string, long> { ["north"] = 75, ["south"] = 25 }, ignoreOrder: true);
    }

    [Fact]
    public void Two_incidents_in_one_block_and_time_take_their_messages_each_and_are_left_out_of_comparisons_once()
    {
        using var sums = new Sums();
        var at = Sums.Begin.AddDays(3).AddHours(4);
        sums.Add(at, "acme", "north", "22201", 39333111, 100, 0.1);
        sums.Add(at.AddDays(1), "acme", "north", "22201", 39333111, 40, 0.1, converted: 20);
        sums.Incident("i1", at, at.AddHours(1), 60, "acme", "22201", new NumberRange(393331110000, 393331110099));
        sums.Incident("i2", at, at.AddHours(1), 30, "acme", "22201", new NumberRange(393331115000, 393331115099));

        using var source = sums.Source();
        ((long)Rows(ScorecardReport.Customers(source), "customers")[0]["suspect_messages"]!).ShouldBe(90);
        ScorecardReport.Suppliers(source);
        source.Rows("SELECT day, messages FROM routes", r => r.Double(1)).ShouldBe([40]);
    }

    private static List<Dictionary<string, object?>> Rows(Reporting.Tables.ReportDocument document, string section)
    {
        var part = document.Section(section);
        return [.. part.Rows.Select(r => part.Columns.Zip(r).ToDictionary(c => c.First.Key, c => c.Second))];
    }
}
