namespace Tidegate.Detection;

/// <summary>
/// The sequence channel: are numbers taken one after the other? Honest customers' numbers come in no order; a script
/// counts up (or down) by small steps.
/// </summary>
internal static class SequenceChannel
{
    /// <summary>Most nats that sequence alone may give: a firm's phones can lie in one row too.</summary>
    public const double Most = 12;

    private const ulong Step = 9;
    private const double StepsInAttack = 0.7;
    private const double StepsInHonest = 0.02;

    /// <summary>Weighs destinations in order of time.</summary>
    public static ChannelEvidence Weigh(IEnumerable<ulong> destinations)
    {
        int steps = 0, pairs = 0;
        ulong last = 0;
        foreach (var d in destinations)
        {
            if (last != 0)
            {
                pairs++;
                var gap = d > last ? d - last : last - d;
                if (gap is > 0 and <= Step) steps++;
            }

            last = d;
        }

        var odds = (steps * Math.Log(StepsInAttack / StepsInHonest)) + ((pairs - steps) * Math.Log((1 - StepsInAttack) / (1 - StepsInHonest)));
        return new ChannelEvidence("sequence", steps, pairs * StepsInHonest, Math.Clamp(odds, 0, Most));
    }
}
