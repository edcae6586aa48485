using System.Globalization;
using System.Text;
using Tidegate.Simulation.Scoring;

namespace Tidegate.Simulation.Measuring;

/// <summary>Writes an evaluation as Markdown with plots beside it.</summary>
internal static class BenchmarkPage
{
    /// <summary>What is aimed at on the attack grid: also in the text of docs/benchmark.md.</summary>
    public const string Aims = "One attack a world. Aims: plain 99.7 %, crafty 99 %, brief 95 %, stealthy 90 % of the money; median ratio 1.35 on single ranges, and 1.5 there at most, 2 when hopping.";

    public static void Write(EvaluateResult result, EvaluateOptions options)
    {
        var plots = Path.Combine(options.Output, "benchmark");
        Directory.CreateDirectory(plots);
        var page = new StringBuilder();
        Head(page, result, options);
        Worlds(page, result);
        Surprises(page, result);
        Grid(page, result);
        Rivals(page, result);
        if (result.Grid.Count > 0)
        {
            File.WriteAllText(Path.Combine(plots, "grid.svg"), SvgPlot.Dots(
                "Part of the attack's money stopped, by cell", 0, 1, "P0", [.. result.Grid.Select(static c => (c.Cell.Name, SeriesFigures.Stopped(c.Scores), SeriesFigures.Aim(c.Cell.Class)))]));
        }

        if (result.Rivals.Count > 0)
        {
            File.WriteAllText(Path.Combine(plots, "rivals.svg"), SvgPlot.Dots(
                $"Part of the money stopped at {result.AllowedFalsePerDay:0.00} false incidents a day", 0, 1, "P0",
                [.. result.Rivals.Select(static r => (r.Name, SeriesFigures.Stopped(r.Calibrated), double.NaN))]));
        }

        File.WriteAllText(Path.Combine(options.Output, "benchmark.md"), page.ToString());
    }

    private static void Head(StringBuilder page, EvaluateResult result, EvaluateOptions options)
    {
        page.Append(CultureInfo.InvariantCulture, $"""
            # Benchmark
            Written by `{options.Command}`; do not edit. {(result.CutShort ? "**Cut short: not all was run.** " : "")}Seeds {options.FirstSeed} and up, which nothing was tuned on; square brackets are 95 % intervals
            (bootstrap over worlds; Wilson for parts). Everything is synthetic: figures compare detectors, they are no promise for your traffic.

            - **stopped**: part of an attack's money that blocks would have refused, mean over attacks. A block covers messages after it was issued, never before.
            - **found**: attacks that some incident points at. **ppm**: honest messages blocked, of a million. **false a day**: incidents of which under half was fraud.
            - **before**: messages of the attack before the first one refused (all of them when none was). **x O3**: that figure against oracle O3, which
              knows the attack's place and size, pays for a million candidate places and one false alarm a week, and sees what the feed had delivered; never blocked counts as the whole attack.
            - **lost before / after**: the money not stopped, before the first message refused (too slow, or never found) and after it (hops, scopes too narrow).
            - Oracles are CUSUMs with known parameters on customer and block of 10,000 numbers; see `Oracle` in src/Tidegate.Simulation/Oracles.


            """);
    }

    private static void Worlds(StringBuilder page, EvaluateResult result)
    {
        if (result.Worlds.Count == 0) return;
        page.AppendLine("## Worlds").AppendLine("| world | n | attacks | stopped | found | before (median) | minutes (median) | x O3 (median) | ppm | worst ppm | false a day |").AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var w in result.Worlds) Row(page, w.Name, w.Scores);
        page.AppendLine();
        var attacks = result.Worlds.SelectMany(static w => w.Scores.SelectMany(s => s.Attacks.Select(a => (World: w.Name, Attack: a))))
            .Where(static x => string.Equals(x.World, "hard", StringComparison.Ordinal)).GroupBy(static x => x.Attack.Id, StringComparer.Ordinal).ToList();
        if (attacks.Count == 0) return;
        page.AppendLine("### The hard list, attack by attack").AppendLine("| attack | n | stopped | found | before (median) | x O3 (median) | lost before / after the first block | incidents an attack | campaigns an attack |").AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var g in attacks)
        {
            var list = g.Select(static x => x.Attack).ToList();
            page.Append(CultureInfo.InvariantCulture, $"| {g.Key} | {list.Count} | {Interval.Mean([.. list.Select(static a => a.Stopped)]).ToText("P1")} | {list.Count(static a => a.Found)} | {Median(list, static a => a.MessagesBefore)} | {Ratio(list)} | {list.Average(static a => a.LostBefore):P1} / {list.Average(static a => a.LostAfter):P1} | {list.Average(static a => a.Incidents):0.0} | {list.Average(static a => a.Campaigns):0.0} |\n");
        }

        page.AppendLine();
    }

    private static void Surprises(StringBuilder page, EvaluateResult result)
    {
        var scores = result.Worlds.SelectMany(static w => w.Scores).ToList();
        var kinds = scores.SelectMany(static s => s.FalseBySurprise.Keys.Concat(s.BlockedBySurprise.Keys)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (kinds.Count == 0) return;
        page.AppendLine("### By honest surprise").AppendLine("False incidents and honest messages blocked, all worlds above together; \"none\" is ordinary traffic.").AppendLine().AppendLine("| surprise | false incidents | honest messages blocked |").AppendLine("|---|---|---|");
        foreach (var kind in kinds)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {kind} | {scores.Sum(s => s.FalseBySurprise.GetValueOrDefault(kind))} | {scores.Sum(s => s.BlockedBySurprise.GetValueOrDefault(kind))} |\n");
        }

        page.AppendLine();
    }

    private static void Grid(StringBuilder page, EvaluateResult result)
    {
        if (result.Grid.Count == 0) return;
        page.AppendLine("## Attack grid").AppendLine(Aims).AppendLine()
            .AppendLine("![stopped by cell](benchmark/grid.svg)").AppendLine()
            .AppendLine("| attack | class | n | stopped | aim reached | found | before (median) | minutes (median) | O3 (median) | x O3 (median) | lost before / after the first block | incidents / campaigns an attack | ppm | false a day |").AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var c in result.Grid)
        {
            var attacks = c.Scores.SelectMany(static s => s.Attacks).ToList();
            var stopped = SeriesFigures.Stopped(c.Scores);
            page.Append(CultureInfo.InvariantCulture, $"| {c.Cell.Name} | {c.Cell.Class} | {c.Scores.Count} | {stopped.ToText("P1")} | {(stopped.Value >= SeriesFigures.Aim(c.Cell.Class) ? "yes" : "no")} | {attacks.Count(static a => a.Found)} | {Median(attacks, static a => a.MessagesBefore)} | {Median(attacks, static a => a.MinutesBefore)} | {Median([.. attacks.Where(static a => a.OracleMessages is not null)], static a => a.OracleMessages!.Value)} | {Ratio(attacks)} | {attacks.Average(static a => a.LostBefore):P1} / {attacks.Average(static a => a.LostAfter):P1} | {attacks.Average(static a => a.Incidents):0.0} / {attacks.Average(static a => a.Campaigns):0.0} | {SeriesFigures.Ppm(c.Scores).Value:0.0} | {SeriesFigures.FalsePerDay(c.Scores).Value:0.00} |\n");
        }

        var single = result.Grid.Where(static c => c.Cell is { Class: "plain", Attack.Blocks: 1 }).SelectMany(static c => c.Scores).SelectMany(static s => s.Attacks).ToList();
        if (single.Count > 0) page.AppendLine().Append(CultureInfo.InvariantCulture, $"The plain attacks on one range together ({single.Count}): {Median(single, static a => a.MessagesBefore)} messages before the first one refused, {Ratio(single)} x O3 (medians; aims above).\n");
        page.AppendLine();
    }

    private static void Rivals(StringBuilder page, EvaluateResult result)
    {
        if (result.Rivals.Count == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"""
            ## Detectors people use instead
            On harbour-like and mixed worlds. As commonly set, and with their knob turned up until they raise at most {result.AllowedFalsePerDay:0.00} false incidents a day there,
            which is what Tidegate raised there, or 0.1 where it raised less. The knobs are set on the very worlds they are measured on, which favours the others.
            All count per customer; they block for an hour and again while they fire.

            ![stopped at equal false alarms](benchmark/rivals.svg)


            """);
        page.AppendLine("| detector | setting | n | stopped | ppm | false a day | knob | stopped, calibrated | before (median) | ppm, calibrated | false a day, calibrated |").AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var r in result.Rivals)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {r.Name} | {r.Setting} | {r.Usual.Count} | {SeriesFigures.Stopped(r.Usual).ToText("P1")} | {SeriesFigures.Ppm(r.Usual).Value:0} | {SeriesFigures.FalsePerDay(r.Usual).Value:0.0} | ");
            if (r.Knob is { } knob)
            {
                page.Append(CultureInfo.InvariantCulture, $"x{knob:0.#} | {SeriesFigures.Stopped(r.Calibrated).ToText("P1")} | {Median([.. r.Calibrated.SelectMany(static s => s.Attacks)], static a => a.MessagesBefore)} | {SeriesFigures.Ppm(r.Calibrated).Value:0} | {SeriesFigures.FalsePerDay(r.Calibrated).Value:0.00} |\n");
            }
            else
            {
                page.AppendLine("none is enough | - | - | - | - |");
            }
        }

        page.AppendLine();
    }

    private static void Row(StringBuilder page, string name, IReadOnlyList<WorldScore> scores)
    {
        var attacks = scores.SelectMany(static s => s.Attacks).ToList();
        page.Append(CultureInfo.InvariantCulture, $"| {name} | {scores.Count} | {attacks.Count} | {SeriesFigures.Stopped(scores).ToText("P2")} | {SeriesFigures.Found(attacks).ToText("P0")} | {Median(attacks, static a => a.MessagesBefore)} | {Median(attacks, static a => a.MinutesBefore)} | {Ratio(attacks)} | {SeriesFigures.Ppm(scores).ToText("0.0")} | {scores.Max(static s => s.HonestBlockedPpm):0.0} | {SeriesFigures.FalsePerDay(scores).ToText("0.00")} |\n");
    }

    private static string Ratio(IReadOnlyList<AttackScore> attacks) => SeriesFigures.Ratio(attacks).ToText("0.00");

    private static string Median(IReadOnlyList<AttackScore> attacks, Func<AttackScore, double?> figure)
    {
        if (attacks.Count == 0) return "-";
        var median = SeriesFigures.Median(attacks, figure);
        return double.IsFinite(median) ? median.ToString("0.#", CultureInfo.InvariantCulture) : "never";
    }
}
