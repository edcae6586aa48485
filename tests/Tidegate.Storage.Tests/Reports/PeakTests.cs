using Shouldly;
using Tidegate.Storage.Reports;
using Xunit;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>Which hours of a customer on a network stand out, and which do not.</summary>
public sealed class PeakTests
{
    private const int DaysKnown = 45;
    private const int HoursADay = 14;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_customers_first_messages_to_a_network_are_a_peak(bool folded)
    {
        using var sums = new Sums();
        Usual(sums, "acme", "22201", _ => 10);
        foreach (var hour in new[] { 5, 6 }) sums.Add(At(3, hour), "acme", "north", "45604", 85512901, 300, 0.16);
        var peak = Found(sums, folded).ShouldHaveSingleItem();
        (peak.Customer, peak.Network, peak.Observed, peak.Expected).ShouldBe(("acme", "45604", 600, 0));
        (peak.From * 60, (peak.To + 1) * 60).ShouldBe((Minute(At(3, 5)), Minute(At(3, 7))));
        peak.Money.ShouldBe(96, 0.001);
    }

    [Fact]
    public void Days_that_differ_as_the_customers_days_do_are_none_but_two_hours_on_top_of_such_a_day_are()
    {
        // Days of a lognormal law whose spread is three tenths: the best of them is twice the usual.
        var random = new Random(7);
        var levels = Enumerable.Range(0, DaysKnown).Select(_ => Math.Exp(0.3 * NormalLaw.Draw(random))).ToArray();
        var best = Enumerable.Range(DaysKnown - 10, 10).MaxBy(d => levels[d]) - (DaysKnown - 10);
        levels[best + DaysKnown - 10].ShouldBeGreaterThan(1.4);
        using var sums = new Sums();
        Usual(sums, "acme", "22201", day => (long)Math.Round(200 * levels[day + DaysKnown - 10]));
        Found(sums, folded: false).ShouldBeEmpty();

        foreach (var hour in new[] { 4, 5 }) sums.Add(At(best, hour), "acme", "north", "22201", 39333999, 250, 0.05);
        var peak = Found(sums, folded: false).ShouldHaveSingleItem();
        (peak.From * 60, (peak.To + 1) * 60).ShouldBe((Minute(At(best, 4)), Minute(At(best, 6))));
    }

    [Fact]
    public void An_attack_of_whole_days_is_one_where_days_are_alike()
    {
        using var sums = new Sums();
        Usual(sums, "acme", "22201", day => day is 6 or 7 ? 260 : 100 + (day % 3));
        var peak = Found(sums, folded: false).OrderByDescending(p => p.Excess).First();
        peak.From.ShouldBe(Minute(At(6, 0)) / 60);
        peak.Excess.ShouldBeGreaterThan(150 * HoursADay);
    }

    [Fact]
    public void A_campaign_that_comes_each_week_is_none()
    {
        using var sums = new Sums();
        var random = new Random(3);
        for (var day = 10 - DaysKnown; day < 10; day++)
            if (day % 7 == 0)
                for (var hour = 0; hour < 3; hour++) sums.Add(At(day, hour), "acme", "north", "22201", 39333111, 900 + random.Next(200), 0.05);
        Found(sums, folded: false).ShouldBeEmpty();
    }

    private static DateTimeOffset At(int day, int hour) => Sums.Begin.AddDays(day).AddHours(6 + hour);

    private static long Minute(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private static void Usual(Sums sums, string customer, string network, Func<int, long> anHour)
    {
        for (var day = 10 - DaysKnown; day < 10; day++)
            for (var hour = 0; hour < HoursADay; hour++) sums.Add(At(day, hour), customer, "north", network, 39333111, anHour(day), 0.05);
    }

    private static IReadOnlyList<Peak> Found(Sums sums, bool folded)
    {
        if (folded) sums.Fold();
        using var source = sums.Source();
        return Peak.Find(source, 100);
    }
}
