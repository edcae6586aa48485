namespace Tidegate.Incidents;

/// <summary>How many messages of an incident each of its senders or suppliers carried, by id.</summary>
internal sealed class CarrierCounts : SortedDictionary<int, long>
{
    /// <summary>Part of the incident's messages that those who are not named carried, at most.</summary>
    private const double MostUnnamed = 0.02;

    /// <summary>Part of what the heaviest carried from which on a carrier is named in any case: of many who carried a little each none is left out.</summary>
    private const double AlwaysNamed = 0.1;

    /// <summary>
    /// Those that are named as carriers of it, heaviest first. To be named is an accusation, and into any attacked range a few honest messages go by other ways:
    /// so the lightest are not named who together carried two per cent of its messages at most, and each less than a tenth of what the heaviest did.
    /// </summary>
    public IEnumerable<int> Named
    {
        get
        {
            var all = this.MostFirst().ToList();
            var unnamed = MostUnnamed * Values.Sum();
            var named = all.Count;
            while (named > 1 && all[named - 1].Value < AlwaysNamed * all[0].Value && (unnamed -= all[named - 1].Value) >= 0) named--;
            return all.Take(named).Select(static c => c.Key);
        }
    }
}
