using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>The state of the desk as bytes: the same state gives the same bytes.</summary>
internal sealed partial class Desk
{
    /// <summary>Writes all state but the policy.</summary>
    public void Save(BinaryWriter to, WatchReferences references)
    {
        to.Write(_nextRound);
        to.Write(_incidents.Count);
        foreach (var incident in _incidents) incident.Save(to, references);
        StateBytes.Write<int>(to, _open.Select(i => i.Number).ToArray());
        StateBytes.Write<int>(to, _takenBack.Select(i => i.Number).ToArray());
        to.Write(_decisions.Count);
        foreach (var decision in _decisions) Save(to, decision);
        to.Write(_standing.Count);
        foreach (var decision in _standing)
        {
            to.Write(decision.Number);
            to.Write(decision.Watches.Count);
            foreach (var watch in decision.Watches) references.Write(to, watch);
        }

        to.Write(_probes.Count);
        foreach (var probe in _probes) foreach (var n in (int[])[probe.Decision.Number, probe.Passed, probe.Converted]) to.Write(n);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from, WatchReferences references)
    {
        _nextRound = from.ReadInt64();
        for (var count = StateBytes.ReadCount(from); count > 0; count--)
        {
            var incident = OpenIncident.Load(from, references);
            if (incident.Number != _incidents.Count) throw new InvalidDataException($"incident {incident.Number}; expected {_incidents.Count}");
            _incidents.Add(incident);
        }

        _open.AddRange(StateBytes.Read<int>(from).Select(n => At(_incidents, n)));
        _takenBack.AddRange(StateBytes.Read<int>(from).Select(n => At(_incidents, n)));
        for (var count = StateBytes.ReadCount(from); count > 0; count--) _decisions.Add(LoadDecision(from));
        for (var count = StateBytes.ReadCount(from); count > 0; count--)
        {
            var decision = At(_decisions, from.ReadInt32());
            for (var watches = StateBytes.ReadCount(from); watches > 0; watches--) decision.Watches.Add(references.Read(from));
            _standing.Add(decision);
        }

        for (var count = StateBytes.ReadCount(from); count > 0; count--) _probes.Add(new Probe(At(_decisions, from.ReadInt32())) { Passed = from.ReadInt32(), Converted = from.ReadInt32() });
    }

    private static T At<T>(List<T> items, int number) =>
        number >= 0 && number < items.Count ? items[number] : throw new InvalidDataException($"reference to {typeof(T).Name} {number}; expected 0 to {items.Count - 1}");

    // Watches are written with the standing decisions: those of the others are in force no more.
    private static void Save(BinaryWriter to, StandingDecision decision)
    {
        foreach (var n in (int[])[decision.Number, decision.Incident, (int)decision.Action, decision.Network]) to.Write(n);
        foreach (var n in (long[])[decision.IssuedAt, decision.Onset, decision.ExceptKnownBefore ?? long.MinValue, decision.ExpiresAt, decision.Hits, decision.LastHit, decision.ConvertedHits, decision.StandsFor]) to.Write(n);
        to.Write(decision.LogOdds);
        decision.Money.Save(to);
        to.Write(decision.Rule);
        to.Write(decision.Quiet);
        to.Write(decision.RanOut);
        to.Write(decision.Expected);
        to.Write((byte)decision.TakenBack);
        to.Write(decision.CodesEntered);
        to.Write((int)(decision.Proposed ?? (DecisionAction)(-1)));
        to.Write(decision.Refused);
        to.Write(decision.ProposalOf ?? -1);
        StateBytes.Write<int>(to, decision.Customers.ToArray());
        SavedRanges.Write(to, decision.Ranges);
    }

    private static StandingDecision LoadDecision(BinaryReader from)
    {
        var (number, incident, action, network) = (from.ReadInt32(), from.ReadInt32(), (DecisionAction)from.ReadInt32(), from.ReadInt32());
        var (issuedAt, onset, exceptKnownBefore, expiresAt, hits, lastHit, convertedHits, standsFor) = (from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64());
        return new StandingDecision
        {
            Number = number,
            Incident = incident,
            Action = action,
            Network = network,
            IssuedAt = issuedAt,
            Onset = onset,
            ExceptKnownBefore = exceptKnownBefore == long.MinValue ? null : exceptKnownBefore,
            ExpiresAt = expiresAt,
            Hits = hits,
            LastHit = lastHit,
            ConvertedHits = convertedHits,
            StandsFor = standsFor,
            LogOdds = from.ReadDouble(),
            Money = Purse.Load(from),
            Rule = from.ReadString(),
            Quiet = from.ReadBoolean(),
            RanOut = from.ReadBoolean(),
            Expected = from.ReadBoolean(),
            TakenBack = (TakenBack)from.ReadByte(),
            CodesEntered = from.ReadBoolean(),
            Proposed = from.ReadInt32() is var proposed and >= 0 ? (DecisionAction)proposed : null,
            Refused = from.ReadBoolean(),
            ProposalOf = from.ReadInt32() is var proposal and >= 0 ? proposal : null,
            Customers = StateBytes.Read<int>(from),
            Ranges = SavedRanges.Read(from),
        };
    }
}
