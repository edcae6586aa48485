using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>An incident while it lives: what it has claimed, and what it rests on.</summary>
internal sealed partial class OpenIncident
{
    public required int Number { get; init; }

    public required int Campaign { get; set; }

    /// <summary>The id that it was given as a part of another; null for one that detection opened.</summary>
    public string? PartId { get; init; }

    /// <summary>Number of the incident that it was split off; null for none.</summary>
    public int? PartOf { get; init; }

    public required long OpenedAt { get; init; }

    /// <summary>When it was told first, of what it still consists of: later than it was opened where that was taken back, or lies outside of its ranges.</summary>
    public required long FoundAt { get; set; }

    /// <summary>Ids of the networks it has been seen in, in the order that it came to them.</summary>
    public List<int> Networks { get; init; } = [];

    public long? ClosedAt { get; set; }

    public long Onset { get; set; }

    /// <summary>Time of the last message while the attack was active.</summary>
    public long LastMessage { get; set; }

    /// <summary>Time of the last message claimed, active or not.</summary>
    public long LastClaim { get; set; }

    public IncidentRanges Ranges { get; } = new();

    /// <summary>Customers it is confined to; empty for any.</summary>
    public List<int> Customers { get; set; } = [];

    public SortedDictionary<int, long> SeenCustomers { get; } = [];

    public CarrierCounts SeenSenders { get; } = [];

    public CarrierCounts SeenSuppliers { get; } = [];

    public List<Watch> Watches { get; } = [];

    public long Messages { get; set; }

    /// <summary>By network, messages of it that the clocks of its ranges' groups count: first-seen and not blocked.</summary>
    public SortedDictionary<int, long> Weighed { get; } = [];

    public long Converted { get; set; }

    public Purse Money { get; set; } = new();

    public double LogOdds { get; set; }

    public IReadOnlyList<ChannelEvidence> Evidence { get; set; } = [];

    /// <summary>What <see cref="LogOdds"/> and <see cref="Evidence"/> are the strongest of.</summary>
    public RangeEvidence Found { get; } = new();

    /// <summary>Of messages of the traffic that it rests on.</summary>
    public ActivityWindow Activity { get; } = new();

    /// <summary>Whether all that it rests on is marketing; else it rests on the rest of the traffic, by which alone blocks are put up.</summary>
    public bool IsMarketing { get; set; }

    /// <summary>What pictures are drawn from; null when none were asked for.</summary>
    public PictureRecorder? Picture { get; set; }

    /// <summary>Notes what an alert says.</summary>
    public void Note(Alert alert)
    {
        Found.Note(alert);
        if (alert.LogOdds > LogOdds) (LogOdds, Evidence) = (alert.LogOdds, alert.Evidence);
    }

    /// <summary>Forgets what was said of a range that is none of it; the last that is known stays as what was said.</summary>
    public void Forget(SuspectRange range)
    {
        Found.Forget(range);
        if (Found.Strongest is { } strongest) (LogOdds, Evidence) = strongest;
    }

    /// <summary>Takes a message into the incident's figures.</summary>
    public void Claim(ref Message message)
    {
        message.Marks |= MessageMarks.Claimed;
        Take(message);
    }

    /// <summary>Adds a claimed message to the figures.</summary>
    public void Take(in Message message)
    {
        Messages++;
        if ((message.Marks & (MessageMarks.FirstSeen | MessageMarks.Blocked)) == MessageMarks.FirstSeen) Tally(Weighed, message.Network);
        if (message.Has(MessageMarks.Converted)) Converted++;
        Money.Add(message);
        if (Destinations.Count < MostDestinations) Destinations.Add(message.Destination);
        Tally(SeenCustomers, message.Customer);
        Tally(SeenSenders, message.Sender);
        Tally(SeenSuppliers, message.Supplier);
        Onset = Math.Min(Onset, message.Time);
        LastClaim = Math.Max(LastClaim, message.Time);
        Picture?.Claim(message);
    }

    private static void Tally(SortedDictionary<int, long> counts, int id)
    {
        if (id == 0) return;
        counts[id] = counts.GetValueOrDefault(id) + 1;
    }
}
