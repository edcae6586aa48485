namespace Tidegate.Incidents;

/// <summary>An incident that takes over another, or gives a part away.</summary>
internal sealed partial class OpenIncident
{
    /// <summary>Takes over what another has claimed and rests on; its watches are moved by who knows where they are kept.</summary>
    public void Absorb(OpenIncident other)
    {
        Customers = Customers.Count == 0 || other.Customers.Count == 0 ? [] : [.. Customers.Union(other.Customers).Order()];
        Networks.AddRange(other.Networks.Except(Networks).ToList());
        foreach (var range in other.Ranges.Values) if (!Ranges.ContainsKey(range.Begin)) Ranges.Set(range);
        foreach (var (own, others) in new[] { (SeenCustomers, other.SeenCustomers), (SeenSenders, other.SeenSenders), (SeenSuppliers, other.SeenSuppliers), (Weighed, other.Weighed) })
            foreach (var (id, count) in others) own[id] = own.GetValueOrDefault(id) + count;
        foreach (var destination in other.Destinations.Order()) if (Destinations.Count < MostDestinations) Destinations.Add(destination);
        Messages += other.Messages;
        Converted += other.Converted;
        Money.Add(other.Money);
        foreach (var sequence in other.Aside) PutAside(sequence);
        Found.Note(other.Found);
        if (other.LogOdds > LogOdds) (LogOdds, Evidence) = (other.LogOdds, other.Evidence);
        IsMarketing = IsMarketing && other.IsMarketing;
        Onset = Math.Min(Onset, other.Onset);
        LastMessage = Math.Max(LastMessage, other.LastMessage);
        LastClaim = Math.Max(LastClaim, other.LastClaim);
    }

    /// <summary>Takes what a part has counted out of the figures.</summary>
    /// <param name="part">The part.</param>
    /// <param name="kept">Destinations that the rest has messages to, as far as is known.</param>
    public void GiveAway(OpenIncident part, IEnumerable<ulong> kept)
    {
        foreach (var (own, its) in new[] { (SeenCustomers, part.SeenCustomers), (SeenSenders, part.SeenSenders), (SeenSuppliers, part.SeenSuppliers), (Weighed, part.Weighed) })
        {
            foreach (var (id, count) in its)
            {
                own[id] = own.GetValueOrDefault(id) - count;
                if (own[id] <= 0) own.Remove(id);
            }
        }

        GiveAwayNumbers(part, kept);
        Messages = Math.Max(0, Messages - part.Messages);
        Converted = Math.Max(0, Converted - part.Converted);
        Money.Subtract(part.Money);
    }
}
