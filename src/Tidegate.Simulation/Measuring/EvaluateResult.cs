using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Scoring;

namespace Tidegate.Simulation.Measuring;

/// <summary>Scores of one kind of world over its seeds.</summary>
public sealed record WorldSeries(string Name, IReadOnlyList<WorldScore> Scores);

/// <summary>Scores of one cell of the attack grid over its seeds.</summary>
public sealed record CellSeries(GridCell Cell, IReadOnlyList<WorldScore> Scores);

/// <summary>One detector's scores as commonly set, and calibrated to the false alarms allowed.</summary>
/// <param name="Name">The detector.</param>
/// <param name="Setting">How it is commonly set.</param>
/// <param name="Usual">Scores as commonly set.</param>
/// <param name="Knob">Caution needed to stay within the false alarms allowed; null when no setting was enough.</param>
/// <param name="Calibrated">Scores at that setting; empty when there is none.</param>
public sealed record RivalSeries(string Name, string Setting, IReadOnlyList<WorldScore> Usual, double? Knob, IReadOnlyList<WorldScore> Calibrated);

/// <summary>All that an evaluation measured.</summary>
public sealed record EvaluateResult
{
    /// <summary>Preset worlds and folders.</summary>
    public required IReadOnlyList<WorldSeries> Worlds { get; init; }

    /// <summary>The attack grid.</summary>
    public required IReadOnlyList<CellSeries> Grid { get; init; }

    /// <summary>The detector under test first, then the others.</summary>
    public required IReadOnlyList<RivalSeries> Rivals { get; init; }

    /// <summary>False incidents a day that the others were calibrated to.</summary>
    public double AllowedFalsePerDay { get; init; }

    /// <summary>Whether it was cancelled and this is what was measured so far.</summary>
    public bool CutShort { get; init; }
}
