using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>What is known of one message that an incident claimed.</summary>
/// <param name="Incident">Number of the incident.</param>
/// <param name="Currency">Id of its currency.</param>
/// <param name="Money">Its price, or cost where no price is stated.</param>
internal readonly record struct ClaimedMessage(int Incident, ushort Currency, float Money)
{
    /// <summary>A block hit it.</summary>
    public bool Stopped { get; init; }

    /// <summary>Its code was used.</summary>
    public bool Converted { get; init; }

    /// <summary>Its price is not known.</summary>
    public bool Unpriced { get; init; }
}

/// <summary>
/// Keeps each message that incidents claim, by its sequence number in the traffic, which no policy changes: so what two
/// policies make of the same traffic can be compared message by message. About 60 bytes a claimed message.
/// </summary>
internal sealed class ClaimLedger
{
    private readonly Dictionary<long, ClaimedMessage> _claims = [];
    private readonly Dictionary<int, List<long>> _sinceActive = [];
    private readonly HashSet<long> _givenBack = [];

    /// <summary>All claimed messages by sequence number.</summary>
    public IReadOnlyDictionary<long, ClaimedMessage> Claims => _claims;

    /// <summary>Messages that were stopped outside of the attack, or claimed after it was last active.</summary>
    public HashSet<long> Outside() => [.. _sinceActive.Values.SelectMany(static sequences => sequences), .. _givenBack];

    /// <summary>An incident claims a message.</summary>
    public void Claim(OpenIncident incident, long sequence, in Message message)
    {
        _givenBack.Remove(sequence);
        _claims[sequence] = new ClaimedMessage(incident.Number, message.Currency, message.Price) { Converted = message.Has(MessageMarks.Converted), Unpriced = message.Has(MessageMarks.Unpriced) };
        if (!_sinceActive.TryGetValue(incident.Number, out var since)) _sinceActive[incident.Number] = since = [];
        since.Add(sequence);
    }

    /// <summary>The attack is active: all it has claimed so far is a part of it.</summary>
    public void Active(OpenIncident incident)
    {
        if (_sinceActive.TryGetValue(incident.Number, out var since)) since.Clear();
    }

    /// <summary>A message turns out to be none of its incident's. That a block hit it stays true.</summary>
    public void GiveBack(long sequence)
    {
        if (_claims.TryGetValue(sequence, out var claim) && claim.Stopped) _givenBack.Add(sequence);
        else _claims.Remove(sequence);
    }

    /// <summary>A block hits a claimed message.</summary>
    public void Stop(long sequence) => _claims[sequence] = _claims[sequence] with { Stopped = true };

    /// <summary>The code of a message was used.</summary>
    public void Convert(long sequence)
    {
        if (_claims.TryGetValue(sequence, out var claim)) _claims[sequence] = claim with { Converted = true };
    }
}
