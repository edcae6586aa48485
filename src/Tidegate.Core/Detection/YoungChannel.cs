namespace Tidegate.Detection;

/// <summary>
/// The young-blocks channel: how much of a group's traffic goes into blocks that nobody messaged until a few hours
/// ago? Attacks over many blocks, of which none shows much, show here, also where no conversions are reported.
/// </summary>
/// <remarks>
/// Bernoulli cumulative sum: alternative <see cref="InAttack"/>, null the group's own discounted rate that leans on all
/// traffic's. Repeats of one block count less and less: one new block that fills is the share channel's matter.
/// </remarks>
internal static class YoungChannel
{
    /// <summary>Seconds for which a block is young.</summary>
    public const int YoungFor = 6 * 3600;

    /// <summary>Seconds a network must have been seen before its rate of young blocks is learned.</summary>
    public const int LearnsAfter = 8 * 3600;

    /// <summary>Seconds a network must have been seen before young blocks are evidence.</summary>
    public const int WeighsAfter = 24 * 3600;

    private const int LearnsEvery = 3600;
    private const float InAttack = 0.9f;
    private const float Memory = 12 * 3600;
    private const float Borrowed = 20;
    private const float Floor = 0.01f;

    /// <summary>The honest rate of young blocks in a group.</summary>
    public static float Rate(in Group group, float borrowed) =>
        Math.Max(Floor, (group.YoungLearned + (Borrowed * borrowed)) / (group.AllLearned + Borrowed));

    /// <summary>Weighs one message; <paramref name="repeats"/> is how often its block is among the last ones.</summary>
    public static void Hit(ref Group group, bool young, int repeats, float rate, int idleSeconds, bool learn, bool weigh)
    {
        var step = young
            ? Math.Max(0, NaturalLog.Of(InAttack / rate)) / (1 + (repeats / 3f))
            : NaturalLog.Of((1 - InAttack) / Math.Max(1 - InAttack, 1 - rate));
        if (weigh) group.YoungEvidence = Math.Max(0, group.YoungEvidence - (idleSeconds * (ShareChannel.FadesPerHour / 3600f)) + step);
        var fade = Math.Max(0, 1 - (idleSeconds / Memory));
        group.AllLearned *= fade;
        group.YoungLearned *= fade;
        if (!learn) return;
        group.AllPending++;
        if (young) group.YoungPending++;
    }

    /// <summary>Learns what has waited for an hour, unless it is under suspicion: then it is never learned.</summary>
    public static void Learn(ref Group group, int second)
    {
        if (second - group.PendingSince < LearnsEvery) return;
        if (group.YoungEvidence < ShareChannel.Learns)
        {
            group.AllLearned += group.AllPending;
            group.YoungLearned += group.YoungPending;
        }

        group.AllPending = 0;
        group.YoungPending = 0;
        group.PendingSince = second;
    }
}
