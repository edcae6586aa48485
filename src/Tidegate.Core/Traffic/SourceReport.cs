namespace Tidegate.Traffic;

/// <summary>A record that could not be taken.</summary>
/// <param name="Source">File name, or "-" for standard input.</param>
/// <param name="Line">1-based line (or row) number in the source.</param>
/// <param name="Reason">What was wrong and what was expected, for a person to read.</param>
/// <param name="Value">The bad value itself, shortened to 80 characters; digits of phone numbers masked.</param>
public readonly record struct BadRecord(string Source, long Line, string Reason, string Value);

/// <summary>What a source has read: counts, bad records, position. One writer; others may read for progress.</summary>
public sealed class SourceReport(string source, string format)
{
    /// <summary>How many bad records are kept in full; the rest are only counted.</summary>
    public const int KeptBadRecords = 20;

    private readonly List<BadRecord> _bad = [];
    private readonly List<BadRecord> _amended = [];
    private long _bytesRead;
    private long _records;

    /// <summary>File name, or "-" for standard input.</summary>
    public string Source { get; } = source;

    /// <summary>Name of the format taken: "tidegate-ndjson", "twilio-csv"...</summary>
    public string Format { get; } = format;

    /// <summary>Size of the source in bytes as stored (compressed), when known.</summary>
    public long? TotalBytes { get; set; }

    /// <summary>Bytes consumed so far of <see cref="TotalBytes"/>.</summary>
    public long BytesRead { get => Volatile.Read(ref _bytesRead); set => Volatile.Write(ref _bytesRead, value); }

    /// <summary>Records (lines, rows, array elements) seen, good or bad.</summary>
    public long Records { get => Volatile.Read(ref _records); set => Volatile.Write(ref _records, value); }

    /// <summary>Records that could not be taken.</summary>
    public long BadRecordCount { get; internal set; }

    /// <summary>Of <see cref="BadRecordCount"/>, those known to be no submission: receipts, conversions, and faults of the source as a whole.</summary>
    internal long BadOtherCount { get; set; }

    /// <summary>Why the source ended before its end, or was left out in part; null while it is whole.</summary>
    internal string? Broken { get; set; }

    /// <summary>The first <see cref="KeptBadRecords"/> bad records.</summary>
    public IReadOnlyList<BadRecord> BadRecords => _bad;

    /// <summary>Values that were left out of records which were taken.</summary>
    internal long AmendedCount { get; private set; }

    /// <summary>The first of them, as many as of bad records.</summary>
    internal IReadOnlyList<BadRecord> Amended => _amended;

    /// <summary>Remarks on the source as a whole (guessed format, truncated archive, unknown columns...).</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>True while a further bad record would be kept in full; after that its texts need not be made.</summary>
    internal bool KeepsBad => _bad.Count < Kept;

    /// <summary>How many bad records this report keeps in full.</summary>
    internal int Kept { get; init; } = KeptBadRecords;

    /// <summary>Counts a bad record and keeps it if it is among the first.</summary>
    public void AddBad(long line, string reason, string value)
    {
        BadRecordCount++;
        if (_bad.Count < Kept) _bad.Add(new BadRecord(Source, line, reason, value.Length > 80 ? value[..80] + "..." : value));
    }

    /// <summary>Counts a value that was left out of a record which was taken, and keeps it if it is among the first.</summary>
    internal void AddAmended(long line, string reason, ReadOnlySpan<byte> value)
    {
        AmendedCount++;
        if (_amended.Count < Kept) _amended.Add(new BadRecord(Source, line, reason, Reading.PhoneMask.Apply(value)));
    }

    /// <summary>Counts a fault of the source as a whole as a bad record.</summary>
    internal void AddFault(long line, string reason)
    {
        BadOtherCount++;
        AddBad(line, reason, "");
    }

    /// <summary>Says that reading stopped at a line, and why: what follows is lost.</summary>
    internal void BreakOff(long line, string why)
    {
        Broken = $"stopped at line {line}: {why}";
        Remarks.Add($"could not be read to its end, {Broken}");
    }

    /// <summary>Takes over the bad records of the parts that this report sums up.</summary>
    internal void SetBad(IEnumerable<SourceReport> parts)
    {
        _bad.Clear();
        (BadRecordCount, BadOtherCount) = (0, 0);
        foreach (var part in parts)
        {
            BadOtherCount += part.BadOtherCount;
            BadRecordCount += part.BadRecordCount;
            _bad.AddRange(part.BadRecords.Take(KeptBadRecords - _bad.Count));
        }
    }
}
