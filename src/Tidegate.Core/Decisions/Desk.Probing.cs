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

    private void EndProbes() => _probes.RemoveAll(p => p.Until <= partition.Now);

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
        if (found.Passed < Math.Max(policy.Probe, honest) || found.Converted * 2 >= found.Passed) return;
        _probes.Remove(found);
        if (AnswerTo(incident, ended.Network, ended.Customers, ended.LogOdds, partition.Now) is not { Action: not DecisionAction.Monitor } answer) return;
        Decide(incident, answer, ended.Network, ended.Customers, ended.Ranges, ended.LogOdds, ended.ExceptKnownBefore, partition.Now, LongerThan(ended));
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

    private static long LongerThan(StandingDecision ended) =>
        Math.Min(LongerBy * ended.StandsFor, (long)PolicyLimits.LongestRepeat.TotalMilliseconds);
}
