namespace Tidegate.Simulation.Scoring;

/// <summary>How one attack fared.</summary>
public sealed record AttackScore
{
    /// <summary>Label of the attack.</summary>
    public required string Id { get; init; }

    /// <summary>Its shape.</summary>
    public required string Kind { get; init; }

    /// <summary>Messages of the attack.</summary>
    public required int Messages { get; init; }

    /// <summary>What they would cost the customer.</summary>
    public required double Money { get; init; }

    /// <summary>Messages that a block would have refused.</summary>
    public required int MessagesStopped { get; init; }

    /// <summary>Part of the money stopped, 0 to 1.</summary>
    public required double Stopped { get; init; }

    /// <summary>Part of the money lost before the first message refused, 0 to 1; the rest of what was not stopped leaked later.</summary>
    public required double LostBefore { get; init; }

    /// <summary>Part of the money that leaked after the first message refused: hops, gaps between blocks, scopes too narrow.</summary>
    public double LostAfter => Math.Max(0, 1 - Stopped - LostBefore);

    /// <summary>Messages of the attack before the first one that a block refused; all of them when none was.</summary>
    public required int MessagesBefore { get; init; }

    /// <summary>Minutes from the attack's first message to the first one refused; null when none was.</summary>
    public required double? MinutesBefore { get; init; }

    /// <summary>Whether some incident points at messages of which at least half were fraud and some were of this attack.</summary>
    public required bool Found { get; init; }

    /// <summary>True incidents that are mostly this attack.</summary>
    public required int Incidents { get; init; }

    /// <summary>Distinct campaign ids among them: 1 means that its hops were tied together.</summary>
    public required int Campaigns { get; init; }

    /// <summary>Messages that oracle O3 needed, when it was run.</summary>
    public double? OracleMessages { get; init; }

    /// <summary>Messages before the block against what the oracle needed, when it was run; a lower bound when nothing was blocked.</summary>
    public double? RatioToOracle => OracleMessages is { } o && o > 0 ? MessagesBefore / o : null;
}

/// <summary>An incident against the truth.</summary>
/// <param name="Id">Id of the incident.</param>
/// <param name="Matched">Submissions in its scope and time.</param>
/// <param name="Fraud">Of those, fraud.</param>
/// <param name="Attack">The attack most of the fraud belongs to; null for none.</param>
/// <param name="Surprise">For a false incident: the honest surprise it falls on; "none" when on none.</param>
/// <param name="Text">Short description of its scope.</param>
public sealed record IncidentScore(string Id, int Matched, int Fraud, string? Attack, string Surprise, string Text)
{
    /// <summary>An incident is false when under half of what it points at was fraud.</summary>
    public bool False => Matched == 0 || Fraud * 2 < Matched;
}

/// <summary>How a detector fared in one world.</summary>
public sealed record WorldScore
{
    /// <summary>Name of the world.</summary>
    public required string World { get; init; }

    /// <summary>The seed it was made from; null for a world read from a folder.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Its length in days.</summary>
    public required double Days { get; init; }

    /// <summary>Honest messages in it.</summary>
    public required int HonestMessages { get; init; }

    /// <summary>Honest messages that a block would have refused.</summary>
    public required int HonestBlocked { get; init; }

    /// <summary>Honest messages blocked a million.</summary>
    public double HonestBlockedPpm => HonestMessages == 0 ? 0 : HonestBlocked * 1e6 / HonestMessages;

    /// <summary>Every incident against the truth.</summary>
    public required IReadOnlyList<IncidentScore> Incidents { get; init; }

    /// <summary>Incidents of which under half was fraud.</summary>
    public int FalseIncidents => Incidents.Count(static i => i.False);

    /// <summary>False incidents a day.</summary>
    public double FalseIncidentsPerDay => Days > 0 ? FalseIncidents / Days : 0;

    /// <summary>False incidents by the honest surprise they fall on.</summary>
    public IReadOnlyDictionary<string, int> FalseBySurprise =>
        Incidents.Where(static i => i.False).GroupBy(static i => i.Surprise, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);

    /// <summary>Honest messages blocked, by the honest surprise they belong to ("none" for ordinary traffic).</summary>
    public required IReadOnlyDictionary<string, int> BlockedBySurprise { get; init; }

    /// <summary>The attacks.</summary>
    public required IReadOnlyList<AttackScore> Attacks { get; init; }

    /// <summary>Mean over the attacks of the part of the money stopped; NaN without attacks.</summary>
    public double MeanStopped => Attacks.Count == 0 ? double.NaN : Attacks.Average(static a => a.Stopped);

    /// <summary>Attacks that some incident points at.</summary>
    public int AttacksFound => Attacks.Count(static a => a.Found);

    /// <summary>The whole as plain lines, for a terminal.</summary>
    public string ToText()
    {
        var text = new System.Text.StringBuilder();
        var attacks = Attacks.Count == 0 ? "no attacks" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"stopped {MeanStopped:P2} of the money (mean of {Attacks.Count} attacks), found {AttacksFound}");
        text.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"{World}: {attacks}; honest blocked {HonestBlocked} ({HonestBlockedPpm:F1} ppm); false incidents {FalseIncidents} of {Incidents.Count} ({FalseIncidentsPerDay:F2} a day)\n");
        foreach (var a in Attacks)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"  {a.Id,-14} {a.Kind,-24} {a.Messages,6} msgs  stopped {a.Stopped,8:P2}  before block {a.MessagesBefore,5} msgs {Minutes(a.MinutesBefore),7} min  found {(a.Found ? "yes" : "NO")}  incidents {a.Incidents} campaigns {a.Campaigns}{(a.RatioToOracle is { } r ? $"  x{r:F2} of O3" : "")}\n");
        }

        foreach (var i in Incidents.Where(static i => i.False)) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  false: {i.Id} ({i.Fraud} of {i.Matched} fraud) on {i.Surprise}: {i.Text}\n");
        foreach (var (surprise, n) in BlockedBySurprise) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  honest blocked on {surprise}: {n}\n");
        return text.ToString();
    }

    private static string Minutes(double? before) => before?.ToString("F1", System.Globalization.CultureInfo.InvariantCulture) ?? "-";
}
