namespace Tidegate.Decisions;

/// <summary>What is let through after a block has ended, to see whether its attack still runs.</summary>
/// <param name="decision">The block that ended.</param>
internal sealed class Probe(StandingDecision decision)
{
    /// <summary>The block that ended.</summary>
    public StandingDecision Decision => decision;

    /// <summary>Messages let through since it ended.</summary>
    public int Passed { get; set; }

    /// <summary>Of those, messages whose code was used.</summary>
    public int Converted { get; set; }

    /// <summary>Whether half of the codes, or more, were used: then it is no attack any more.</summary>
    public bool LooksHonest => Passed > 0 && Converted * 2 >= Passed;

    /// <summary>When it is over, event time: as long after the block's end as the block stood for, and no more than a day.</summary>
    public long Until => decision.ExpiresAt + Math.Min(decision.StandsFor, 24 * 3_600_000L);
}
