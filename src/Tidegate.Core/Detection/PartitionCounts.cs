namespace Tidegate.Detection;

/// <summary>What a partition has taken in and what it could not take.</summary>
internal sealed class PartitionCounts
{
    public long Submissions { get; set; }

    public long Receipts { get; set; }

    public long Conversions { get; set; }

    public long Duplicates { get; set; }

    public long Late { get; private set; }

    /// <summary>Of <see cref="Late"/>, the submissions.</summary>
    public long LateSubmissions { get; private set; }

    /// <summary>Of <see cref="Late"/>, those that are none: far ahead of the others, and too few to be believed.</summary>
    public long Ahead { get; private set; }

    /// <summary>Of <see cref="Ahead"/>, the submissions.</summary>
    public long AheadSubmissions { get; private set; }

    /// <summary>How often the clock went back, which is by more than a day.</summary>
    public long LeapsBack { get; private set; }

    /// <summary>Where the clock was before it first went back, Unix ms; 0 when it never did.</summary>
    public long LeapFrom { get; private set; }

    /// <summary>Where it went back to, Unix ms.</summary>
    public long LeapTo { get; private set; }

    /// <summary>Receipts and conversions whose submission was not there when they came.</summary>
    public long Orphans { get; set; }

    /// <summary>Of the <see cref="Orphans"/>, those whose submission came after them.</summary>
    public long Joined { get; set; }

    /// <summary>Money of the submissions.</summary>
    public Purse Money { get; private set; } = new();

    /// <summary>Money of the submissions in the currency of most of them.</summary>
    public double Cost => Money.Money;

    public long From { get; private set; } = long.MaxValue;

    public long To { get; private set; } = long.MinValue;

    public void Note(long time)
    {
        From = Math.Min(From, time);
        To = Math.Max(To, time);
    }

    public void NoteLate(bool submission, bool ahead)
    {
        Late++;
        if (submission) LateSubmissions++;
        if (!ahead) return;
        Ahead++;
        if (submission) AheadSubmissions++;
    }

    public void NoteLeapBack(long from, long to)
    {
        if (LeapsBack++ == 0) (LeapFrom, LeapTo) = (from, to);
    }

    public void Save(BinaryWriter to)
    {
        foreach (var n in (long[])[Submissions, Receipts, Conversions, Duplicates, Late, LateSubmissions, Ahead, AheadSubmissions, LeapsBack, LeapFrom, LeapTo, Orphans, Joined, From, To]) to.Write(n);
        Money.Save(to);
    }

    public void Load(BinaryReader from)
    {
        Submissions = from.ReadInt64();
        Receipts = from.ReadInt64();
        Conversions = from.ReadInt64();
        Duplicates = from.ReadInt64();
        Late = from.ReadInt64();
        LateSubmissions = from.ReadInt64();
        Ahead = from.ReadInt64();
        AheadSubmissions = from.ReadInt64();
        LeapsBack = from.ReadInt64();
        LeapFrom = from.ReadInt64();
        LeapTo = from.ReadInt64();
        Orphans = from.ReadInt64();
        Joined = from.ReadInt64();
        From = from.ReadInt64();
        To = from.ReadInt64();
        Money = Purse.Load(from);
    }
}
