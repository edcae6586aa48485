namespace Tidegate.Storage.Reports;

/// <summary>Daily figures carried on: weekdays times a level that follows the last weeks, with intervals from how such forecasts did before.</summary>
/// <param name="Values">The coming days.</param>
/// <param name="Low">Lower ends of the 80 % intervals.</param>
/// <param name="High">Upper ends.</param>
internal sealed record Forecast(IReadOnlyList<double> Values, IReadOnlyList<double> Low, IReadOnlyList<double> High)
{
    /// <summary>Fewest days that it is made from.</summary>
    public const int LeastDays = 35;

    private const int Window = 28;

    /// <summary>Forecasts; null where there are too few days.</summary>
    /// <param name="days">Daily figures without a gap, the last one complete.</param>
    /// <param name="ahead">How many days.</param>
    public static Forecast? Of(IReadOnlyList<double> days, int ahead)
    {
        if (days.Count < LeastDays || days.Any(d => d < 0) || days.All(d => d == 0)) return null;
        var values = Carry(days, ahead);

        // Errors of the logarithm, by how far ahead, of all forecasts that could have been made before (rolling origin; Tashman, Int. J. Forecasting 2000).
        var errors = new List<(int Ahead, double Error)>();
        for (var origin = Window; origin < days.Count; origin++)
        {
            var made = Carry([.. days.Take(origin)], Math.Min(ahead, days.Count - origin));
            for (var n = 0; n < made.Count; n++) errors.Add((n + 1, Math.Log((days[origin + n] + 1) / (made[n] + 1))));
        }

        var spread = Enumerable.Range(1, ahead).Select(n => Spread(errors, n)).ToList();
        return new Forecast(values, [.. values.Select((v, n) => (v + 1) / spread[n] - 1).Select(v => Math.Max(0, v))], [.. values.Select((v, n) => ((v + 1) * spread[n]) - 1)]);
    }

    /// <summary>The sum of the first so many days with its 80 % interval, taken as if all of them erred the same way: as levels that move do.</summary>
    public (double Value, double Low, double High) Total(int days) => (Values.Take(days).Sum(), Low.Take(days).Sum(), High.Take(days).Sum());

    private static List<double> Carry(IReadOnlyList<double> days, int ahead)
    {
        var recent = days.Skip(Math.Max(0, days.Count - Window)).ToList();
        var mean = recent.Average();
        var weekday = Enumerable.Range(0, 7).Select(d => recent.Where((_, n) => (days.Count - recent.Count + n) % 7 == d).DefaultIfEmpty(mean).Average() / Math.Max(mean, 1e-9)).ToList();
        var (first, second) = (recent.Take(recent.Count / 2).Average(), recent.Skip(recent.Count / 2).Average());

        // Half the growth of the last weeks goes on: a trend carried on in full overshoots (Gardner and McKenzie, Management Science 1985).
        var growth = first > 0 && second > 0 ? Math.Clamp(Math.Log(second / first) / (recent.Count / 2.0), -0.02, 0.02) / 2 : 0;
        var level = second * Math.Exp(growth * recent.Count / 4.0);
        return [.. Enumerable.Range(1, ahead).Select(n => level * Math.Exp(growth * n * Math.Pow(0.985, n)) * weekday[(days.Count + n - 1) % 7])];
    }

    // Forecasts further ahead than any that could be tried are taken to err as the square root of time.
    private static double Spread(List<(int Ahead, double Error)> errors, int ahead)
    {
        var furthest = errors.Max(e => e.Ahead);
        var (low, high) = (Math.Min(ahead, furthest) - 3, Math.Min(ahead, furthest) + 3);
        var near = errors.Where(e => e.Ahead >= low && e.Ahead <= high).Select(e => Math.Abs(e.Error)).Order().ToList();
        var error = near.Count < 5 ? errors.Select(e => Math.Abs(e.Error)).Order().ElementAt((int)(errors.Count * 0.8)) : near[(int)Math.Min(near.Count - 1, Math.Ceiling(near.Count * 0.8))];
        return Math.Exp(error * Math.Sqrt(Math.Max(1, (double)ahead / furthest)));
    }
}
