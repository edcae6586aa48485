using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>What went through each of the customers, senders or suppliers of an incident: bounded, the heaviest kept.</summary>
internal sealed class PartyHits
{
    private const int Most = 1024;

    private readonly Dictionary<int, Tally> _tallies = [];

    /// <summary>Heaviest first.</summary>
    public IEnumerable<(int Party, Tally Tally)> Heaviest =>
        _tallies.OrderByDescending(t => t.Value.Messages).ThenBy(t => t.Key).Select(t => (t.Key, t.Value));

    public void Add(int party, in Message message)
    {
        if (party == 0) return;
        if (!_tallies.TryGetValue(party, out var tally))
        {
            if (_tallies.Count == Most) Prune();
            _tallies[party] = tally = new Tally();
        }

        tally.Messages++;
        tally.Money.Add(message);
    }

    /// <summary>Takes a message out.</summary>
    public void Remove(int party, in Message message)
    {
        if (!_tallies.TryGetValue(party, out var tally)) return;
        if (--tally.Messages <= 0)
        {
            _tallies.Remove(party);
            return;
        }

        var one = new Purse();
        one.Add(message);
        tally.Money.Subtract(one);
    }

    /// <summary>Forgets what was seen of the parties' own traffic, before it is seen anew.</summary>
    public void ForgetOwn()
    {
        foreach (var tally in _tallies.Values) (tally.Own, tally.OwnInIncident) = (0, 0);
    }

    /// <summary>Notes a message of the incident's time, whether or not it belongs to the incident.</summary>
    public void NoteOwn(int party, bool inIncident)
    {
        if (!_tallies.TryGetValue(party, out var tally)) return;
        tally.Own++;
        if (inIncident) tally.OwnInIncident++;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_tallies.Count);
        foreach (var (party, tally) in _tallies.OrderBy(t => t.Key))
        {
            to.Write(party);
            to.Write(tally.Messages);
            tally.Money.Save(to);
            to.Write(tally.Own);
            to.Write(tally.OwnInIncident);
        }
    }

    public void Load(BinaryReader from)
    {
        _tallies.Clear();
        for (var count = from.ReadInt32(); count > 0; count--)
        {
            _tallies[from.ReadInt32()] = new Tally
            {
                Messages = from.ReadInt64(),
                Money = Purse.Load(from),
                Own = from.ReadInt64(),
                OwnInIncident = from.ReadInt64(),
            };
        }
    }

    private void Prune()
    {
        foreach (var (party, _) in Heaviest.Skip(Most / 2).ToList()) _tallies.Remove(party);
    }

    /// <summary>What went through one party.</summary>
    internal sealed class Tally
    {
        public long Messages { get; set; }

        public Purse Money { get; init; } = new();

        /// <summary>All its messages of that time that the hot window still held.</summary>
        public long Own { get; set; }

        /// <summary>Of those, messages of the incident.</summary>
        public long OwnInIncident { get; set; }

        /// <summary>Part of its own traffic that belongs to the incident, 0 to 1; 1 when none was seen.</summary>
        public double Share => Own == 0 ? 1 : OwnInIncident / (double)Own;
    }
}
