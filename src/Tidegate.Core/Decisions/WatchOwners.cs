using Tidegate.Detection;

namespace Tidegate.Decisions;

/// <summary>Which standing decision a watch belongs to: asked with each message that is blocked, and of thousands of watches. Made of the decisions, and no state.</summary>
internal sealed class WatchOwners
{
    private readonly Dictionary<Watch, StandingDecision> _owners = new(ReferenceEqualityComparer.Instance);
    private bool _made;

    /// <summary>The first of the standing decisions that a watch, or one that is equal to it, belongs to; null for none.</summary>
    public StandingDecision? Of(Watch watch, List<StandingDecision> standing)
    {
        if (!_made) Make(standing);
        if (_owners.TryGetValue(watch, out var owner)) return owner;

        // Of two that are equal the one may have been taken out of force for the other.
        foreach (var decision in standing) if (decision.Watches.Contains(watch)) return _owners[watch] = decision;
        return null;
    }

    /// <summary>Decisions, or their watches, are others now.</summary>
    public void Forget()
    {
        _owners.Clear();
        _made = false;
    }

    private void Make(List<StandingDecision> standing)
    {
        foreach (var decision in standing) foreach (var watch in decision.Watches) _owners.TryAdd(watch, decision);
        _made = true;
    }
}
