using Shouldly;
using Tidegate.Incidents;
using Tidegate.Storage.Reports;
using Xunit;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>Where money would go first if attacked: checked against figures worked out by hand.</summary>
public sealed class ExposureTests
{
    [Fact]
    public void Networks_are_ordered_by_an_hours_price_times_how_often_they_were_attacked()
    {
        // Dear and never attacked; half as dear and attacked twice; cheap.
        using var sums = new Sums();
        var at = Sums.Begin.AddDays(2);
        sums.Add(at, "acme", "north", "45604", 85512111, 50, 0.20);
        sums.Add(at, "other", "north", "45604", 85512111, 50, 0.15);
        sums.Add(at, "acme", "north", "41301", 94772111, 100, 0.10);
        sums.Add(at, "acme", "north", "40410", 91981111, 1000, 0.02);
        foreach (var n in new[] { 1, 2 })
        {
            var hour = at.AddHours(n);
            sums.Add(hour, "acme", "north", "41301", 94772222, 30, 0.10);
            sums.Incident("i" + n, hour, hour.AddMinutes(10), 30, "acme", "41301", new NumberRange(947722220000, 947722229999));
        }

        using var source = sums.Source();
        var section = MarketReport.Make(source).Section("exposure");
        var rows = section.Rows.Select(r => section.Columns.Zip(r).ToDictionary(c => c.First.Key, c => c.Second)).ToList();

        // An hour is 1,800 messages; of two incidents and three networks Jeffreys' prior gives (2 + 0.5) / 3.5 and 0.5 / 3.5.
        rows.Select(r => ((string)r["network"]!, Math.Round((double)r["hour"]!, 2), Math.Round((double)r["expected"]!, 2))).ShouldBe(
        [
            ("41301", 180.0, Math.Round(180 * 2.5 / 3.5, 2)), ("45604", 360.0, Math.Round(360 * 0.5 / 3.5, 2)), ("40410", 36.0, Math.Round(36 * 0.5 / 3.5, 2)),
        ]);
        (rows[1]["dearest_customer"], rows[1]["customers"], rows[1]["incidents"]).ShouldBe(("acme", 2L, 0L));
        rows[0]["incidents"].ShouldBe(2L);
    }

    [Fact]
    public void Money_of_another_currency_and_customers_with_a_handful_of_messages_say_nothing()
    {
        using var sums = new Sums();
        var at = Sums.Begin.AddDays(2);
        sums.Add(at, "acme", "north", "45604", 85512111, 100, 0.20);
        sums.Add(at, "few", "north", "45604", 85512111, 9, 5.0);
        sums.Add(at, "foreign", "north", "41301", 94772111, 20, 0.9, currency: "USD");
        using var source = sums.Source();
        var section = MarketReport.Make(source).Section("exposure");
        section.Rows.ShouldHaveSingleItem()[0].ShouldBe("45604");
        ((double)section.Rows[0][1]!).ShouldBe(0.2, 1e-9);
    }
}
