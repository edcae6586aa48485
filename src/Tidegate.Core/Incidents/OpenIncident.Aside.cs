using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>Messages that an incident rests on and that lie in no range of it.</summary>
internal sealed partial class OpenIncident
{
    /// <summary>Most messages kept aside; of more the older half goes.</summary>
    private const int MostAside = 1 << 16;

    /// <summary>
    /// Sequence numbers of the messages that it has claimed and that lie in no range of it. While it has no ranges they are counted, for it is of
    /// all its customers' traffic, or a whole network's; else they are not.
    /// </summary>
    public List<long> Aside { get; } = [];

    /// <summary>Whether it is of all of its customers' traffic, or of a whole network.</summary>
    public bool IsWhole => Ranges.Count == 0;

    /// <summary>Keeps a message aside.</summary>
    public void PutAside(long sequence)
    {
        if (Aside.Count == MostAside) Aside.RemoveRange(0, MostAside / 2);
        Aside.Add(sequence);
    }

    /// <summary>Counts nothing any more, before what lies in its ranges is counted anew.</summary>
    public void ForgetFigures()
    {
        (Messages, Converted, Money) = (0, 0, new Purse());
        foreach (var counts in (SortedDictionary<int, long>[])[SeenCustomers, SeenSenders, SeenSuppliers, Weighed]) counts.Clear();
        Destinations.Clear();
    }
}
