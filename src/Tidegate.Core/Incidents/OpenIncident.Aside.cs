using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>Where an incident is, and the messages that it has claimed elsewhere.</summary>
internal sealed partial class OpenIncident
{
    /// <summary>Most messages kept aside; of more the older half goes.</summary>
    private const int MostAside = 1 << 16;

    /// <summary>Whether it is of all of its customers' traffic, or of a whole network: then its ranges are only where most was seen.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Whether evidence that is fit to block on has told where it is: it is not whole any more, nor ever again.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Sequence numbers of the messages that it has claimed: until it is settled of all, then of those that lie outside of its ranges and are not counted.</summary>
    public List<long> Aside { get; } = [];

    /// <summary>Keeps a message aside.</summary>
    public void PutAside(long sequence)
    {
        if (Aside.Count == MostAside) Aside.RemoveRange(0, MostAside / 2);
        Aside.Add(sequence);
    }

    /// <summary>Counts nothing any more, before what lies where it is is counted anew.</summary>
    public void ForgetFigures()
    {
        (Messages, Converted, Money) = (0, 0, new Purse());
        foreach (var counts in (SortedDictionary<int, long>[])[SeenCustomers, SeenSenders, SeenSuppliers, Weighed]) counts.Clear();
        Destinations.Clear();
    }
}
