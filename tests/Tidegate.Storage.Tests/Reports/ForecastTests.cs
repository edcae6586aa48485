using Shouldly;
using Tidegate.Storage.Reports;
using Xunit;
using Xunit.Abstractions;

namespace Tidegate.Storage.Tests.Reports;

/// <summary>Whether eight of ten days and months lie in the 80 % intervals of the forecast, on traffic that wanders, grows and has weeks.</summary>
public sealed class ForecastTests(ITestOutputHelper output)
{
    private const int Series = 400;

    [Theory]
    [InlineData("steady", 0, 0, 0.1)]
    [InlineData("growing", 0.004, 0, 0.1)]
    [InlineData("shrinking", -0.004, 0, 0.1)]
    [InlineData("wandering", 0, 0.02, 0.1)]
    [InlineData("wandering, uneven", 0.002, 0.03, 0.2)]
    public void Intervals_hold_as_often_as_they_say(string kind, double growth, double wander, double noise)
    {
        foreach (var known in new[] { 40, 86 })
        {
            var (days, inside) = (0, 0);
            var months = new int[3];
            for (var seed = 0; seed < Series; seed++)
            {
                var all = Traffic(new Random(seed), known + 90, growth, wander, noise);
                var forecast = Forecast.Of([.. all.Take(known)], 90)!;
                for (var n = 0; n < 90; n++) inside += all[known + n] >= forecast.Low[n] && all[known + n] <= forecast.High[n] ? 1 : 0;
                days += 90;
                for (var m = 0; m < 3; m++)
                {
                    var (sum, n) = (all.Skip(known).Take(30 * (m + 1)).Sum(), 30 * (m + 1));
                    var total = forecast.Total(n);
                    months[m] += sum >= total.Low && sum <= total.High ? 1 : 0;
                }
            }

            // 0.76: so few of 400 by chance in one run of a hundred, if eight of ten are meant.
            ((double)inside / days).ShouldBeGreaterThan(0.78);
            ((double)months[0] / Series).ShouldBeGreaterThan(0.76);
            ((double)months[1] / Series).ShouldBeGreaterThan(0.76);
            ((double)months[2] / Series).ShouldBeGreaterThan(0.76);
            output.WriteLine($"{kind}, {known} days known: days {(double)inside / days:P0}; thirty days {Wilson(months[0])}, sixty {Wilson(months[1])}, ninety {Wilson(months[2])}");
        }
    }

    private static string Wilson(int of)
    {
        const double Z = 1.96;
        var p = (double)of / Series;
        var (middle, half) = ((p + (Z * Z / (2 * Series))) / (1 + (Z * Z / Series)), Z / (1 + (Z * Z / Series)) * Math.Sqrt((p * (1 - p) / Series) + (Z * Z / (4.0 * Series * Series))));
        return $"{p:P0} [{middle - half:P0}, {middle + half:P0}]";
    }

    private static List<double> Traffic(Random random, int days, double growth, double wander, double noise)
    {
        double Normal() => NormalLaw.Draw(random);
        var level = Math.Log(30_000);
        var week = Enumerable.Range(0, 7).Select(_ => 0.15 * Normal()).ToList();
        return [.. Enumerable.Range(0, days).Select(d => Math.Exp((level += growth + (wander * Normal())) + week[d % 7] + (noise * Normal())))];
    }
}
