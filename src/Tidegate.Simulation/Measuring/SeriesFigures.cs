using Tidegate.Simulation.Scoring;

namespace Tidegate.Simulation.Measuring;

/// <summary>What the scores of a series of worlds come to.</summary>
internal static class SeriesFigures
{
    /// <summary>Part of the money stopped, mean over attacks.</summary>
    public static Interval Stopped(IReadOnlyList<WorldScore> scores) => Interval.Mean([.. scores.SelectMany(static s => s.Attacks).Select(static a => a.Stopped)]);

    /// <summary>Part of the attacks that some incident points at.</summary>
    public static Interval Found(IReadOnlyList<AttackScore> attacks) => Interval.Part(attacks.Count(static a => a.Found), attacks.Count);

    /// <summary>Honest messages blocked, of a million, mean over worlds.</summary>
    public static Interval Ppm(IReadOnlyList<WorldScore> scores) => Interval.Mean([.. scores.Select(static s => s.HonestBlockedPpm)]);

    /// <summary>False incidents a day, mean over worlds.</summary>
    public static Interval FalsePerDay(IReadOnlyList<WorldScore> scores) => Interval.Mean([.. scores.Select(static s => s.FalseIncidentsPerDay)]);

    /// <summary>Messages before the block against what the oracle needed, median over the attacks on which it was run.</summary>
    public static Interval Ratio(IReadOnlyList<AttackScore> attacks) => Interval.Median([.. attacks.Where(static a => a.RatioToOracle is not null).Select(static a => a.RatioToOracle!.Value)]);

    /// <summary>A figure's median over attacks: NaN without attacks, infinite where most have none.</summary>
    public static double Median(IReadOnlyList<AttackScore> attacks, Func<AttackScore, double?> figure) =>
        attacks.Count == 0 ? double.NaN : Interval.MedianOf([.. attacks.Select(a => figure(a) ?? double.PositiveInfinity)]);

    /// <summary>The part of the money that an attack of a class should lose.</summary>
    public static double Aim(string kind) => kind switch { "plain" => 0.997, "crafty" => 0.99, "brief" => 0.95, _ => 0.9 };
}
