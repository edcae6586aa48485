namespace Tidegate.Decisions;

/// <summary>How many of the messages that a decision hit are honest: no more than usual honest traffic would send there.</summary>
/// <remarks>Used codes alone do not tell: fraudsters have codes entered, too.</remarks>
internal static class HonestEstimate
{
    // Honest messages come in clusters: up to three times what is usual is put down to them, as where a block's end is probed.
    private const double Clustering = 3;

    /// <summary>All decisions as reported, by number.</summary>
    public static IReadOnlyList<Decision> Decisions(Desk desk, long now) =>
        [.. desk.ReportDecisions().Zip(desk.Decisions, (told, standing) => Limited(told, standing, desk, now))];

    /// <summary>One decision as reported.</summary>
    public static Decision Of(Desk desk, StandingDecision standing, long now) => Limited(desk.DescribeDecision(standing), standing, desk, now);

    // Its incident's ranges hold the decision's: the most that can be expected in them.
    private static Decision Limited(Decision told, StandingDecision standing, Desk desk, long now)
    {
        var stood = Math.Max(0, Math.Min(standing.ExpiresAt, now) - standing.IssuedAt);
        var most = Clustering * desk.ExpectedIn(desk.Incidents[standing.Incident], stood);
        return told with { HonestMessagesHit = Math.Min(told.HonestMessagesHit, most) };
    }
}
