using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Decisions;

/// <summary>A part of the traffic in which a person expects what detection took for an attack.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Scope">The traffic.</param>
/// <param name="Until">Event time at which it ends, Unix ms.</param>
internal sealed record Expectation(string Id, Scope Scope, long Until);

/// <summary>A part of the traffic in which a person confirmed an attack, so that its successors weigh more.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Scope">The traffic: the same customers, and the same networks, of what may follow.</param>
/// <param name="Until">Event time at which it is forgotten, Unix ms.</param>
internal sealed record Confirmation(string Id, Scope Scope, long Until);

/// <summary>What people's resolutions taught: alerts that are expected are dropped, those that follow a confirmed attack weigh more.</summary>
internal sealed class Lessons
{
    /// <summary>Nats that an alert gains where an attack was confirmed before.</summary>
    public const double ConfirmedOdds = 4;

    private readonly List<Expectation> _expectations = [];
    private readonly List<Confirmation> _confirmations = [];

    /// <summary>Expectations, ended ones perhaps among them.</summary>
    public IReadOnlyList<Expectation> Expectations => _expectations;

    /// <summary>Confirmations, forgotten ones perhaps among them.</summary>
    public IReadOnlyList<Confirmation> Confirmations => _confirmations;

    /// <summary>Alerts dropped because they were expected.</summary>
    public long Expected { get; private set; }

    /// <summary>Adds an expectation, or replaces the one with its id.</summary>
    public void Add(Expectation expectation)
    {
        Forget(expectation.Id);
        _expectations.Add(expectation);
    }

    /// <summary>Adds a confirmation, or replaces the one with its id.</summary>
    public void Add(Confirmation confirmation)
    {
        Forget(confirmation.Id);
        _confirmations.Add(confirmation);
    }

    /// <summary>Takes a lesson back.</summary>
    public void Forget(string id)
    {
        _expectations.RemoveAll(e => e.Id == id);
        _confirmations.RemoveAll(c => c.Id == id);
    }

    /// <summary>Takes over the lessons of a saved state.</summary>
    public void Restore(IEnumerable<Expectation> expectations, IEnumerable<Confirmation> confirmations, long expected)
    {
        _expectations.Clear();
        _expectations.AddRange(expectations);
        _confirmations.Clear();
        _confirmations.AddRange(confirmations);
        Expected = expected;
    }

    /// <summary>The alert as it weighs after what was learnt; odds of 0 when it is expected.</summary>
    public Alert Apply(Alert alert, TrafficNames names)
    {
        if (_expectations.Count == 0 && _confirmations.Count == 0) return alert;
        _expectations.RemoveAll(e => e.Until <= alert.Time);
        _confirmations.RemoveAll(c => c.Until <= alert.Time);
        if (_expectations.Exists(e => Within(e.Scope, alert, names)))
        {
            Expected++;
            return alert with { LogOdds = 0 };
        }

        return _confirmations.Exists(c => Touches(c.Scope, alert, names)) ? alert with { LogOdds = alert.LogOdds + ConfirmedOdds } : alert;
    }

    // All of the alert must lie in what is expected.
    private static bool Within(Scope scope, Alert alert, TrafficNames names) =>
        (scope.Customers.Count == 0 || (alert.Customers.Count > 0 && alert.Customers.All(c => scope.Customers.Contains(names.Customers[c]))))
        && (scope.Networks.Count == 0 || (alert.Network > 0 && scope.Networks.Contains(names.Networks[alert.Network])))
        && (scope.Ranges.Count == 0 || (alert.Ranges.Count > 0 && alert.Ranges.All(a => scope.Ranges.Any(r => r.From <= a.From && a.To <= r.To))));

    private static bool Touches(Scope scope, Alert alert, TrafficNames names) =>
        (scope.Customers.Count > 0 && alert.Customers.Any(c => scope.Customers.Contains(names.Customers[c])))
        || (scope.Networks.Count > 0 && alert.Network > 0 && scope.Networks.Contains(names.Networks[alert.Network])
            && (scope.Customers.Count == 0 || alert.Customers.Count == 0));
}
