using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Turns what records say of messages into events: puts records of one message together, joins parts, keeps one final
/// receipt a message, and counts what was left out and why.
/// </summary>
internal sealed class ImportSink
{
    private const int MostReasons = 48;

    private readonly Dictionary<ulong, Message> _messages = [];
    private readonly Dictionary<ulong, List<PartGroup>> _groups = [];
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private readonly ToldValues _told = new();
    private readonly SourceReport _report;
    private readonly bool _merge;

    /// <param name="names">Where names are interned.</param>
    /// <param name="report">Where bad records and remarks go.</param>
    /// <param name="merge">Whether several records may speak of one message.</param>
    public ImportSink(TrafficNames names, SourceReport report, bool merge)
    {
        Names = names;
        _report = report;
        _merge = merge;
    }

    public TrafficNames Names { get; }

    public EventBuffer Events { get; } = new();

    /// <summary>While explaining: indexes of events that the last record made or changed. Null otherwise.</summary>
    public List<int>? Touched { get; set; }

    /// <summary>While explaining: message ids by key. Null otherwise.</summary>
    public Dictionary<ulong, string>? Ids { get; set; }

    /// <summary>While explaining: what was left out of the last record. Null otherwise.</summary>
    public List<string>? Notes { get; set; }

    /// <summary>Whether records are shown one by one, and not read to the end.</summary>
    public bool IsExplaining => Touched is not null;

    /// <summary>The key of a message id: XxHash3 of its UTF-8.</summary>
    public ulong Key(ReadOnlySpan<byte> id)
    {
        var key = XxHash3.HashToUInt64(id);
        Ids?.TryAdd(key, Encoding.UTF8.GetString(id));
        Names.Ids?.Offer(key, id);
        return key;
    }

    /// <summary>The key of an id that was made up, for records without one.</summary>
    public static ulong MadeKey(ReadOnlySpan<byte> parts) => XxHash3.HashToUInt64(parts);

    public void Bad(long line, string reason, ReadOnlySpan<byte> value) => _report.AddBad(line, reason, Mask.Numbers(value));

    /// <summary>Counts something that was left out on purpose; remarked at the end.</summary>
    public void LeftOut(string what)
    {
        Notes?.Add(what);
        if (!_leftOut.ContainsKey(what) && _leftOut.Count >= MostReasons) what = "other";
        _leftOut[what] = _leftOut.GetValueOrDefault(what) + 1;
    }

    /// <summary>Counts a value that was not taken as it stands, though its record was; told with its line at the end.</summary>
    public void Told(long line, string what, ReadOnlySpan<byte> value)
    {
        Notes?.Add($"{what}: {ToldValues.Quoted(value)}");
        _told.Add(line, what, value);
    }

    /// <summary>Counts a status that is not final and so makes no receipt.</summary>
    public void Intermediate(ReadOnlySpan<byte> status) => LeftOut($"status not final: {Printable(status)}");

    /// <summary>Counts a status that the importer does not know; it becomes a receipt of status unknown.</summary>
    public void UnknownStatus(ReadOnlySpan<byte> status) => LeftOut($"status not known, taken as a receipt of status unknown: {Printable(status)}");

    /// <summary>Counts a record that says nothing of how its message stands; it makes no receipt.</summary>
    public void NoStatus() => LeftOut("record without a status, which makes no receipt");

    /// <summary>Takes what a record says; returns the key of the message it belongs to, for a part that of the whole.</summary>
    public ulong Add(in ImportedMessage m)
    {
        if (m.PartGroup != 0) return AddPart(m);
        if (_merge) AddMerged(m);
        else Append(m);
        return m.Key;
    }

    /// <summary>Writes what was told and the counts of what was left out into the report's remarks.</summary>
    public void Finish()
    {
        _told.AddTo(_report.Remarks);
        foreach (var (what, count) in _leftOut) _report.Remarks.Add($"{count} x {what}");
    }

    private static string Printable(ReadOnlySpan<byte> status) =>
        status.IsEmpty ? "(empty)" : Mask.Numbers(status[..Math.Min(status.Length, 40)]);

    private void Append(in ImportedMessage m)
    {
        if (m.SubmitTime != ImportedMessage.NoTime) Store(Submission(m));
        if (m.StatusTime != ImportedMessage.NoTime) Store(Receipt(m));
        if (m.ConversionTime != ImportedMessage.NoTime) Store(Conversion(m));
    }

    private void AddMerged(in ImportedMessage m)
    {
        ref var message = ref CollectionsMarshal.GetValueRefOrAddDefault(_messages, m.Key, out var known);
        if (!known) message = new Message();
        if (m.SubmitTime != ImportedMessage.NoTime)
        {
            if (message.Submit < 0) message.Submit = Store(Submission(m));
            else Complete(ref Events[Touch(message.Submit)], m);
        }

        if (m.StatusTime != ImportedMessage.NoTime)
        {
            if (message.Receipt < 0) message.Receipt = Store(Receipt(m));
            else if (m.StatusTime >= Events[message.Receipt].Time) Events[Touch(message.Receipt)] = Receipt(m);
        }

        if (m.ConversionTime != ImportedMessage.NoTime)
        {
            if (message.Conversion < 0) message.Conversion = Store(Conversion(m));
            else if (m.Converted && !Events[message.Conversion].Converted) Events[Touch(message.Conversion)] = Conversion(m);
        }
    }

    /// <summary>A later record of a message fills in what the first did not say; the earliest time is that of sending.</summary>
    private static void Complete(ref TrafficEvent submission, in ImportedMessage m)
    {
        submission.Time = Math.Min(submission.Time, m.SubmitTime);
        if (submission.Customer == 0) submission.Customer = m.Customer;
        if (submission.Sender == 0) submission.Sender = m.Sender;
        if (submission.Supplier == 0) submission.Supplier = m.Supplier;
        if (submission.Network == 0) submission.Network = m.Network;
        if (submission.Currency == 0) submission.Currency = m.Currency;
        if (submission.Category == Category.Unknown) submission.Category = m.Category;
        if (!float.IsNaN(m.Price)) submission.Price = m.Price;
        if (!float.IsNaN(m.Cost)) submission.Cost = m.Cost;
        submission.Segments = Math.Max(submission.Segments, Parts(m.Segments));
    }

    private ulong AddPart(in ImportedMessage m)
    {
        ref var groups = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, m.PartGroup, out _);
        groups ??= [];
        var bit = m.Part == 0 ? 0 : 1UL << (m.Part & 63);
        var nearest = NearestWithout(groups, bit, m.SubmitTime);
        if (nearest < 0)
        {
            var begun = new PartGroup { Seen = bit, Time = m.SubmitTime, Key = m.Key, Submit = Store(Submission(m)), Receipt = -1 };
            if (m.StatusTime != ImportedMessage.NoTime) begun.Receipt = Store(Receipt(m));
            groups.Add(begun);
            return m.Key;
        }

        ref var group = ref CollectionsMarshal.AsSpan(groups)[nearest];
        group.Seen |= bit;
        ref var submission = ref Events[Touch(group.Submit)];
        submission.Segments = Parts(submission.Segments + Math.Max(1, m.Segments));
        submission.Time = Math.Min(submission.Time, m.SubmitTime);
        submission.Price = Sum(submission.Price, m.Price);
        submission.Cost = Sum(submission.Cost, m.Cost);
        if (m.StatusTime == ImportedMessage.NoTime) return group.Key;
        var receipt = Receipt(m);
        receipt.MessageKey = group.Key;
        if (group.Receipt < 0)
        {
            group.Receipt = Store(receipt);
            return group.Key;
        }

        // A message is delivered when all its parts are; else the part that failed speaks for it.
        ref var kept = ref Events[Touch(group.Receipt)];
        var time = Math.Max(kept.Time, receipt.Time);
        if (kept.Status == ReceiptStatus.Delivered) kept = receipt;
        kept.Time = time;
        return group.Key;
    }

    // References are one octet and come round again: a part seen before, or an hour away, is of another message. Lines may be
    // in any order, so a part goes to the nearest in time of the messages that lack it; -1 where there is none.
    private static int NearestWithout(List<PartGroup> groups, ulong bit, long time)
    {
        var nearest = -1;
        var least = 3_600_000L;
        for (var i = 0; i < groups.Count; i++)
        {
            var apart = Math.Abs(time - groups[i].Time);
            if ((groups[i].Seen & bit) != 0 || apart > least || (apart == least && nearest >= 0)) continue;
            (nearest, least) = (i, apart);
        }

        return nearest;
    }

    private static float Sum(float a, float b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : a + b;

    private static ushort Parts(int segments) => (ushort)Math.Clamp(segments, 1, ushort.MaxValue);

    private int Store(in TrafficEvent item) => Touch(Events.Add(item));

    private int Touch(int index)
    {
        if (Touched is { } touched && !touched.Contains(index)) touched.Add(index);
        return index;
    }

    private static TrafficEvent Submission(in ImportedMessage m) => new()
    {
        Kind = EventKind.Submit,
        Time = m.SubmitTime,
        MessageKey = m.Key,
        Destination = m.Destination,
        Customer = m.Customer,
        Sender = m.Sender,
        Supplier = m.Supplier,
        Network = m.Network,
        Price = m.Price,
        Cost = m.Cost,
        Currency = m.Currency,
        Segments = Parts(m.Segments),
        Category = m.Category,
    };

    private static TrafficEvent Receipt(in ImportedMessage m) => new()
    {
        Kind = EventKind.Receipt,
        Time = m.StatusTime,
        MessageKey = m.Key,
        Customer = m.Customer,
        Supplier = m.Supplier,
        ErrorCode = m.ErrorCode,
        Status = m.Status,
        Price = float.NaN,
        Cost = float.NaN,
    };

    private static TrafficEvent Conversion(in ImportedMessage m) => new()
    {
        Kind = EventKind.Conversion,
        Time = m.ConversionTime,
        MessageKey = m.Key,
        Customer = m.Customer,
        Converted = m.Converted,
        Price = float.NaN,
        Cost = float.NaN,
    };

    private struct Message()
    {
        public int Submit = -1;
        public int Receipt = -1;
        public int Conversion = -1;
    }

    private struct PartGroup
    {
        public ulong Seen;
        public long Time;
        public ulong Key;
        public int Submit;
        public int Receipt;
    }
}
