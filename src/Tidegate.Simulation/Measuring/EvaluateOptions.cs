using Tidegate.Simulation.Generation;

namespace Tidegate.Simulation.Measuring;

/// <summary>What an evaluation runs.</summary>
public sealed record EvaluateOptions
{
    /// <summary>Seeds of each preset world. Default 20.</summary>
    public int WorldSeeds { get; init; } = 20;

    /// <summary>Seeds of each cell of the attack grid. Default 10; 0 leaves the grid out.</summary>
    public int GridSeeds { get; init; } = 10;

    /// <summary>Seeds on which the other detectors are compared. Default 6; 0 leaves them out.</summary>
    public int RivalSeeds { get; init; } = 6;

    /// <summary>First seed. Seeds under 1,000 are for development: nothing is published from them. Default 1000.</summary>
    public ulong FirstSeed { get; init; } = 1000;

    /// <summary>Preset worlds to run.</summary>
    public IReadOnlyList<string> Presets { get; init; } = ["harbour-like", "harbour-no-feed", "harbour-hourly-feed", "calm-like", "hard", "oddities", "mixed"];

    /// <summary>Folders of further worlds.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Only grid cells whose name or class contains this; empty for all.</summary>
    public string Cells { get; init; } = "";

    /// <summary>Worlds run at the same time. Default 2.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>Folder that benchmark.md and benchmark/*.svg are written to. Default docs.</summary>
    public string Output { get; init; } = "docs";

    /// <summary>The command as it stands on the page, so that others can repeat it.</summary>
    public string Command { get; init; } = "tidegate evaluate";

    /// <summary>A run of a few minutes: a look, not a measurement.</summary>
    public static EvaluateOptions Quick { get; } = new() { WorldSeeds = 3, GridSeeds = 1, RivalSeeds = 2 };

    /// <summary>The run that the published page comes from.</summary>
    public static EvaluateOptions Full { get; } = new() { Presets = [.. WorldPresets.Names.Where(static n => !string.Equals(n, "sample", StringComparison.Ordinal))] };
}
