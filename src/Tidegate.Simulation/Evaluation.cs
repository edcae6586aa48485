using Tidegate.Reporting;
using Tidegate.Simulation.Scoring;
using Tidegate.Simulation.Worlds;

namespace Tidegate.Simulation;

/// <summary>The shortest way to a score: a world, and a detector that turns it into a report.</summary>
public static class Evaluation
{
    /// <summary>Reads a world from a folder, runs a detector over its events, and scores the report.</summary>
    /// <param name="folder">A folder as <see cref="WorldFolder"/> describes it.</param>
    /// <param name="detect">
    /// Runs a detector, for instance <c>w => Scan.Run(w.OpenEvents(), w.Names, plan, options)</c>. It must not look at the truth.
    /// </param>
    public static WorldScore ScoreWorldFolder(string folder, Func<World, ScanReport> detect) => ScoreWorld(WorldFolder.Read(folder), detect);

    /// <summary>Runs a detector over a world and scores its report.</summary>
    public static WorldScore ScoreWorld(World world, Func<World, ScanReport> detect) => Scorer.Score(world, detect(world));
}
