namespace Tidegate.Simulation.Worlds;

/// <summary>Keeps to the attacks that took place: one that was to begin after the end of the world is none that a detector could find.</summary>
internal static class AttacksSent
{
    /// <summary>The attacks that have messages, in their order; the labels of the truth are set to their new places.</summary>
    public static IReadOnlyList<Attack> Of(IReadOnlyList<Attack> planned, LabelledSubmission[] truth)
    {
        var sent = new bool[planned.Count];
        foreach (ref readonly var message in truth.AsSpan())
        {
            if (message.Attack >= 0) sent[message.Attack] = true;
        }

        if (!sent.Contains(false)) return planned;
        List<Attack> kept = [];
        var places = new short[planned.Count];
        for (var k = 0; k < planned.Count; k++)
        {
            places[k] = (short)kept.Count;
            if (sent[k]) kept.Add(planned[k]);
        }

        foreach (ref var message in truth.AsSpan())
        {
            if (message.Attack >= 0) message.Attack = places[message.Attack];
        }

        return kept;
    }
}
