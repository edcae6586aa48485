using System.Text.Json;
using Tidegate.Reporting;
using Tidegate.Simulation.Scoring;

namespace Tidegate.Simulation.Measuring;

/// <summary>Writes an evaluation as `tidegate.evaluate/1` JSON: the same result gives the same bytes. What is not known, or never came, is null.</summary>
public static class EvaluateJson
{
    /// <summary>Value of the field "schema".</summary>
    public const string Schema = "tidegate.evaluate/1";

    /// <summary>Writes the result as UTF-8 to a stream, which stays open.</summary>
    public static void Write(Stream stream, EvaluateResult result)
    {
        using var json = new Utf8JsonWriter(stream, JsonForm.Letters);
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteBoolean("cut_short", result.CutShort);
        Array(json, "worlds", result.Worlds, series =>
        {
            json.WriteString("name", series.Name);
            Series(json, series.Scores);
        });
        Array(json, "grid", result.Grid, series =>
        {
            json.WriteString("name", series.Cell.Name);
            json.WriteString("class", series.Cell.Class);
            Number(json, "aim", SeriesFigures.Aim(series.Cell.Class));
            Series(json, series.Scores);
        });
        Array(json, "detectors", result.Rivals, rival => Detector(json, rival));
        Number(json, "allowed_false_incidents_per_day", result.Rivals.Count > 0 ? result.AllowedFalsePerDay : null);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Detector(Utf8JsonWriter json, RivalSeries rival)
    {
        json.WriteString("name", rival.Name);
        json.WriteString("setting", rival.Setting);
        json.WriteStartObject("usual");
        Series(json, rival.Usual);
        json.WriteEndObject();
        Number(json, "knob", rival.Knob);
        if (rival.Knob is null)
        {
            json.WriteNull("calibrated");
            return;
        }

        json.WriteStartObject("calibrated");
        Series(json, rival.Calibrated);
        json.WriteEndObject();
    }

    private static void Series(Utf8JsonWriter json, IReadOnlyList<WorldScore> scores)
    {
        var attacks = scores.SelectMany(static s => s.Attacks).ToList();
        json.WriteStartObject("figures");
        json.WriteNumber("runs", scores.Count);
        json.WriteNumber("attacks", attacks.Count);
        Interval(json, "stopped", SeriesFigures.Stopped(scores));
        Interval(json, "found", SeriesFigures.Found(attacks));
        Number(json, "median_messages_before", SeriesFigures.Median(attacks, static a => a.MessagesBefore));
        Number(json, "median_minutes_before", SeriesFigures.Median(attacks, static a => a.MinutesBefore));
        Interval(json, "median_ratio_to_oracle", SeriesFigures.Ratio(attacks));
        Interval(json, "honest_blocked_ppm", SeriesFigures.Ppm(scores));
        Number(json, "worst_honest_blocked_ppm", scores.Count > 0 ? scores.Max(static s => s.HonestBlockedPpm) : null);
        Interval(json, "false_incidents_per_day", SeriesFigures.FalsePerDay(scores));
        Counts(json, "false_by_surprise", scores.SelectMany(static s => s.FalseBySurprise));
        Counts(json, "honest_blocked_by_surprise", scores.SelectMany(static s => s.BlockedBySurprise));
        json.WriteEndObject();
        Array(json, "scores", scores, score => Score(json, score));
    }

    private static void Score(Utf8JsonWriter json, WorldScore score)
    {
        json.WriteString("world", score.World);
        if (score.Seed is { } seed) json.WriteNumber("seed", seed);
        else json.WriteNull("seed");
        Number(json, "days", score.Days);
        Number(json, "stopped", score.MeanStopped);
        json.WriteNumber("attacks_found", score.AttacksFound);
        json.WriteNumber("honest_messages", score.HonestMessages);
        json.WriteNumber("honest_blocked", score.HonestBlocked);
        Number(json, "honest_blocked_ppm", score.HonestBlockedPpm);
        json.WriteNumber("incidents", score.Incidents.Count);
        json.WriteNumber("false_incidents", score.FalseIncidents);
        Number(json, "false_incidents_per_day", score.FalseIncidentsPerDay);
        Counts(json, "false_by_surprise", score.FalseBySurprise);
        Counts(json, "honest_blocked_by_surprise", score.BlockedBySurprise);
        Array(json, "attacks", score.Attacks, attack => Attack(json, attack));
        Array(json, "false", score.Incidents.Where(static i => i.False), incident =>
        {
            json.WriteString("id", incident.Id);
            json.WriteNumber("messages", incident.Matched);
            json.WriteNumber("fraud", incident.Fraud);
            json.WriteString("surprise", incident.Surprise);
            json.WriteString("text", incident.Text);
        });
    }

    private static void Attack(Utf8JsonWriter json, AttackScore attack)
    {
        json.WriteString("id", attack.Id);
        json.WriteString("kind", attack.Kind);
        json.WriteNumber("messages", attack.Messages);
        Number(json, "money", attack.Money);
        json.WriteNumber("messages_stopped", attack.MessagesStopped);
        Number(json, "stopped", attack.Stopped);
        Number(json, "lost_before", attack.LostBefore);
        Number(json, "lost_after", attack.LostAfter);
        json.WriteNumber("messages_before", attack.MessagesBefore);
        Number(json, "minutes_before", attack.MinutesBefore);
        json.WriteBoolean("found", attack.Found);
        json.WriteNumber("incidents", attack.Incidents);
        json.WriteNumber("campaigns", attack.Campaigns);
        Number(json, "oracle_messages", attack.OracleMessages);
        Number(json, "ratio_to_oracle", attack.RatioToOracle);
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Counts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, int>> counts)
    {
        json.WriteStartObject(name);
        foreach (var kind in counts.GroupBy(static c => c.Key, StringComparer.Ordinal).OrderBy(static k => k.Key, StringComparer.Ordinal)) json.WriteNumber(kind.Key, kind.Sum(static c => c.Value));
        json.WriteEndObject();
    }

    private static void Interval(Utf8JsonWriter json, string name, Interval interval)
    {
        json.WriteStartObject(name);
        Number(json, "value", interval.Value);
        Number(json, "low", interval.Low);
        Number(json, "high", interval.High);
        json.WriteEndObject();
    }

    // JSON has neither NaN nor infinity.
    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, Math.Round(number, 6) + 0.0);
        else json.WriteNull(name);
    }
}
