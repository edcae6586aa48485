using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>
/// Probing before release: after a block has ended a few messages are let through, and when they come as no honest traffic would,
/// it is issued again for longer at once, without waiting for the evidence that a new attack needs.
/// </summary>
internal sealed partial class Desk
{
    private const int LongerBy = 2;

    private readonly List<Probe> _probes = [];

    /// <summary>Blocks that have ended and are being probed.</summary>
    public IReadOnlyList<Probe> Probes => _probes;

    private void BeginProbe(StandingDecision ended)
    {
        if (policy.Probe > 0 && ended.Action == DecisionAction.Block) _probes.Add(new Probe(ended));
    }

    /// <summary>Ends the probing of such blocks: another decision stands in their place, or a person has said that it is no attack.</summary>
    public void ForgetProbes(Predicate<StandingDecision> which) => _probes.RemoveAll(p => which(p.Decision));

    private void EndProbes() => _probes.RemoveAll(p => p.Until <= partition.Now || partition.IsAhead(p.Decision.IssuedAt));

    // A message that the incident claims and no decision stops.
    private void NotePassed(OpenIncident incident, ref Message message)
    {
        if (_probes.Count == 0) return;
        Probe? found = null;
        foreach (var probe in _probes)
        {
            if (probe.Decision.Incident != incident.Number || message.Time < probe.Decision.ExpiresAt || !probe.Decision.IsInScope(message)) continue;
            found = probe;
            break;
        }

        if (found is null) return;
        message.Marks |= MessageMarks.Probed;
        found.Passed++;
        var ended = found.Decision;
        var honest = 3 * ExpectedIn(incident, ended.Ranges, Math.Max(0, message.Time - ended.ExpiresAt));
        if (found.Passed < Math.Max(policy.Probe, honest) || found.LooksHonest) return;
        if (AnswerTo(incident, ended.Network, ended.Customers, ended.Ranges, ended.LogOdds, partition.Now) is not { Action: not DecisionAction.Monitor } answer)
        {
            _probes.Remove(found);
            return;
        }

        Decide(incident, answer, ended.Network, ended.Customers, ended.Ranges, ended.LogOdds, ended.Onset, partition.Now);
    }

    // A code that was used after all, of a message that was let through.
    private void NoteProbeConverted(in Message message)
    {
        if (!message.Has(MessageMarks.Probed)) return;
        foreach (var probe in _probes)
        {
            if (message.Time < probe.Decision.ExpiresAt || !probe.Decision.IsInScope(message)) continue;
            probe.Converted++;
            return;
        }
    }

    // What comes back while its block is being probed is blocked for longer, whether the probe or detection itself tells.
    private long LongerThanProbed(OpenIncident incident, IReadOnlyList<SuspectRange> ranges)
    {
        long longest = 0;
        foreach (var probe in _probes)
        {
            if (probe.Decision.Incident == incident.Number && !probe.LooksHonest && Overlap(probe.Decision.Ranges, ranges)) longest = Math.Max(longest, LongerBy * probe.Decision.StandsFor);
        }

        return Math.Min(longest, (long)PolicyLimits.LongestRepeat.TotalMilliseconds);
    }

    private static bool Overlap(IReadOnlyList<SuspectRange> some, IReadOnlyList<SuspectRange> others) =>
        some.Any(s => others.Any(o => o.Overlaps(s)));
}
