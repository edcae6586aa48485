namespace Tidegate.Detection;

/// <summary>Where an attacker who was stopped goes next: after an incident, its likely next places need less evidence.</summary>
/// <remarks>
/// The number of candidate places costs ln(places) nats. A stopped attacker comes back through the same customer, most
/// often into the same network: ten million candidates become a thousand, which is worth about nine nats. While blocks
/// still refuse its messages it is there for certain, and sends far more than honest people do into new ranges.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Evidence (nats) from which an anticipated place is examined; and while the attacker is at work.</summary>
    private const float ExaminesAnticipated = 5f;
    private const float ExaminesActive = 2f;

    private const double SameNetwork = 9;
    private const double OtherNetwork = 6;

    /// <summary>Nats on top while blocks refuse messages of the campaign.</summary>
    private const double AtWork = 6;

    /// <summary>
    /// New numbers that a block refuses before it tells that the attacker is there, where the campaign alone made it suspect: else one false block
    /// would make the next, in a network that was never attacked.
    /// </summary>
    internal const int Proves = 5;

    /// <summary>Time (ms) within which they must come: people fill a block in hours.</summary>
    internal const long ProvesWithin = 20 * 60_000L;

    private const long AnticipatedFor = 24 * 3_600_000L;
    private const long ActiveFor = 75 * 60_000L;

    // Until when, by (customer, network); customer 0 for sweeps, network 0 for any.
    private readonly Dictionary<(int Customer, int Network), long> _anticipated = [];

    // When a block last refused a message, by customer; 0 for blocks on any customer.
    private readonly Dictionary<int, long> _refused = [];

    /// <summary>Expects a campaign's next step at its customers (any, if none are given) for a day.</summary>
    public void Anticipate(Alert alert)
    {
        var fakes = alert.Evidence.Any(e => e.Channel == "conversion" && e.LogOdds < LeastConversion);
        foreach (var customer in alert.Customers.Count == 0 ? [0] : alert.Customers)
        {
            if (fakes) _fakes[customer] = Now + AnticipatedFor;
            Anticipate(customer, alert.Network);
        }
    }

    private void Anticipate(int customer, int network)
    {
        _anticipated[(customer, network)] = Now + AnticipatedFor;
        _anticipated[(customer, 0)] = Now + AnticipatedFor;
        _unexpected.Remove((customer, network));
        _refused[customer] = Now;
    }

    // Until when customers' campaigns are known to have codes entered.
    private readonly Dictionary<int, long> _fakes = [];

    // What a block refused tells where the attacker is at work.
    private void NoteRefused(in Message message, Watch watch)
    {
        var customer = watch.Customers.Length == 0 ? 0 : message.Customer;
        if (watch.Unproven == 0)
        {
            _refused[customer] = Now;
            return;
        }

        if (!message.Has(MessageMarks.FirstSeen) || watch.Unproven > Proves) return;
        if (Now - watch.ProvingSince > ProvesWithin) (watch.Unproven, watch.ProvingSince) = (Proves, Now);
        if (--watch.Unproven == 0) Anticipate(customer, message.Network);
    }

    /// <summary>Whether blocks have refused a campaign's messages at a customer a short while ago.</summary>
    private bool IsAtWork(int customer) => _refused.TryGetValue(customer, out var last) && Now - last < ActiveFor;

    /// <summary>Nats that a place is ahead because a campaign is expected there.</summary>
    private double Anticipated(int customer, int network)
    {
        if (_unexpected.TryGetValue((customer, network), out var until) && until > Now) return 0;
        var ahead = _anticipated.TryGetValue((customer, network), out until) && until > Now ? SameNetwork
            : _anticipated.TryGetValue((customer, 0), out until) && until > Now ? OtherNetwork : 0;
        return ahead > 0 && IsAtWork(customer) ? ahead + AtWork : ahead;
    }
}
