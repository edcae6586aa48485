namespace Tidegate.Storage.Reports;

/// <summary>Daily figures carried on: weekdays times a level that follows the last weeks, with intervals from how such forecasts did before.</summary>
/// <param name="Values">The coming days.</param>
/// <param name="Low">Lower ends of the 80 % intervals.</param>
/// <param name="High">Upper ends.</param>
/// <param name="Level">By how much, as a factor, the level about each day may be off: what is left of errors when weeks are averaged.</param>
internal sealed record Forecast(IReadOnlyList<double> Values, IReadOnlyList<double> Low, IReadOnlyList<double> High, IReadOnlyList<double> Level)
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
        var (errors, levels) = (new List<(int Ahead, double Error)>(), new List<(int Ahead, double Error)>());
        for (var origin = Window; origin < days.Count; origin++)
        {
            var made = Carry([.. days.Take(origin)], Math.Min(ahead, days.Count - origin));
            var own = made.Select((m, n) => Math.Log((days[origin + n] + 1) / (m + 1))).ToList();
            for (var n = 0; n < own.Count; n++) errors.Add((n + 1, own[n]));
            for (var n = 0; n + 7 <= own.Count; n++) levels.Add((n + 4, own.Skip(n).Take(7).Average()));
        }

        var (spread, level) = (Spreads(errors, ahead), Spreads(levels, ahead));
        return new Forecast(values, [.. values.Select((v, n) => Math.Max(0, ((v + 1) / spread[n]) - 1))], [.. values.Select((v, n) => ((v + 1) * spread[n]) - 1)], level);
    }

    /// <summary>The sum of the first so many days with its 80 % interval: days err on their own, which a sum does not feel, and together, which it does.</summary>
    public (double Value, double Low, double High) Total(int days) =>
        (Values.Take(days).Sum(), Values.Take(days).Select((v, n) => v / Level[n]).Sum(), Values.Take(days).Select((v, n) => v * Level[n]).Sum());

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

    // Eight of ten errors were smaller, by how far ahead; never less for further. Beyond what could be tried often enough errors are taken to grow as time does: those of a trend do.
    private static List<double> Spreads(List<(int Ahead, double Error)> errors, int ahead)
    {
        var by = errors.ToLookup(e => e.Ahead, e => Math.Abs(e.Error));
        var furthest = errors.Max(e => e.Ahead);
        var tried = Math.Max(furthest * 3 / 4, furthest - 12);
        var (most, spreads) = (0.0, new List<double>());
        for (var n = 1; n <= ahead; n++)
        {
            var near = Enumerable.Range(Math.Min(n, tried) - 3, 7).SelectMany(a => by[a]).Order().ToList();
            if (near.Count > 0) most = Math.Max(most, near[Rank(near.Count, by[Math.Min(n, tried)].Count(), Math.Min(n, tried))]);
            spreads.Add(Math.Exp(most * Math.Max(1, (double)n / tried)));
        }

        return spreads;
    }

    // Trials of one day and of the next overlap, the more the further ahead they look: those of a trend all err by the same. The fewer there are beside each other, the
    // larger the one that eight of ten of a further trial stay below. (With split conformal's 1 + 1/n for n of them intervals were half as wide again as they had to be,
    // by ForecastTests: so overlapping trials are taken for ten times as many.)
    private static int Rank(int near, int origins, int ahead)
    {
        var beside = Math.Max(1, (double)origins / ahead);
        return (int)Math.Min(near - 1, Math.Ceiling(near * Math.Min(1, 0.8 * (1 + (0.1 / beside)))));
    }
}
