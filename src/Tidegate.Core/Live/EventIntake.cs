using System.Buffers;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Tidegate.Traffic.Reading;

namespace Tidegate.Live;

/// <summary>A record that could not be taken, or not with all that it states.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Reason">What is wrong, beginning with the field.</param>
/// <param name="Value">The bad value, shortened; numbers masked.</param>
/// <param name="Expected">What was expected.</param>
internal sealed record RejectedRecord(long Index, string Reason, string Value, string Expected);

/// <summary>
/// Reads the events of one request, chunk by chunk, into batches. A bad record costs that record only, and is told of.
/// </summary>
/// <param name="maxRecord">Longest record in bytes.</param>
/// <param name="customer">The customer whose events alone are taken; null for any.</param>
/// <param name="keepsIds">The customers whose message ids are kept in words, for evidence; null for none.</param>
internal sealed class EventIntake(int maxRecord, string? customer = null, Func<string, bool>? keepsIds = null)
{
    /// <summary>Most rejected records told of in full.</summary>
    public const int MostTold = 1000;

    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);
    private readonly SourceReport _report = new("-", OwnFormats.Ndjson) { Kept = MostTold };
    private TrafficEvent[] _events = [];
    private TrafficNames _names = new();
    private EventBuilder? _builder;
    private int _count;
    private long _index;

    /// <summary>Records rejected so far.</summary>
    public long RejectedCount => _report.BadRecordCount;

    /// <summary>Records rejected so far, the first of them.</summary>
    public IReadOnlyList<RejectedRecord> Rejected => [.. _report.BadRecords.Select(Told)];

    /// <summary>Values left out of records that were taken, so far: a price or cost that will not do.</summary>
    public long AmendedCount => _report.AmendedCount;

    /// <summary>The first of them.</summary>
    public IReadOnlyList<RejectedRecord> Amended => [.. _report.Amended.Select(Told)];

    /// <summary>Takes whole lines, one object each.</summary>
    /// <returns>Their events; null when there are none.</returns>
    public LiveBatch? TakeLines(Span<byte> lines)
    {
        Begin(lines.Length);
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? [] : lines[(end + 1)..];
            if (!line.Trim(" \t\r"u8).IsEmpty) Take(line);
        }

        return End();
    }

    /// <summary>Takes a JSON array of objects, or one object.</summary>
    /// <returns>Their events; null when there are none.</returns>
    public LiveBatch? TakeArray(Span<byte> text)
    {
        Begin(text.Length);
        while (!(text = text.TrimStart(" \t\r\n,[]"u8)).IsEmpty)
        {
            var at = 0;
            if (text[0] != (byte)'{' || !FindEnd(text, ref at))
            {
                Reject("malformed JSON: expected an object", text);
                break;
            }

            Take(text[..at]);
            text = text[at..];
        }

        return End();
    }

    /// <summary>Takes messages that are submissions, whatever type they state, of now where they state no time.</summary>
    /// <param name="messages">The messages, one object each.</param>
    /// <param name="now">Unix ms.</param>
    public LiveBatch? TakeMessages(IEnumerable<byte[]> messages, long now)
    {
        Begin(0);
        foreach (var message in messages) Take(message, EventKind.Submit, now);
        return End();
    }

    /// <summary>Notes a record that was too long to be read.</summary>
    public void RejectLong(ReadOnlySpan<byte> head) => Reject($"expected a record of at most {maxRecord} bytes", head);

    private void Begin(int bytes)
    {
        _events = new TrafficEvent[Math.Max(16, bytes / 100)];
        _count = 0;
        _names = new TrafficNames { Ids = keepsIds is null ? null : new MessageIds(keepsIds) };
        _builder = new EventBuilder(_names, _report, new ImportOptions { DefaultCustomer = customer ?? "" });
    }

    private LiveBatch? End() => _count == 0 ? null : LiveBatch.Take(_events, _count, _names);

    private void Take(Span<byte> record, EventKind kind = EventKind.None, long? now = null)
    {
        if (record.Length > maxRecord)
        {
            RejectLong(record);
            return;
        }

        var fault = RecordText.Check(record);
        var values = default(FieldValues);
        var at = 0;
        fault ??= JsonObjectParser.Parse(record, ref values, out at);
        if (fault is not null)
        {
            Reject(fault, record[Math.Min(at, record.Length)..]);
            return;
        }

        if (now is { } time && values[Field.Time].Kind == ValueKind.None) values[Field.Time] = FieldValue.OfMilliseconds(time);
        if (_count == _events.Length) Array.Resize(ref _events, _count * 2);
        if (!_builder!.TryBuild(record, in values, kind, _index++, ref _events[_count])) return;
        if (customer is not null && !Mine(ref _events[_count])) return;
        _count++;
    }

    // What names no customer is the key's own; what names another is refused.
    private bool Mine(ref TrafficEvent e)
    {
        if (e.Customer == 0) e.Customer = _names.Customers.Intern(customer!);
        if (_names.Customers[e.Customer] == customer) return true;
        _report.AddBad(_index - 1, "customer: not the one this key is for; expected the key's own customer", PhoneMask.Apply(System.Text.Encoding.UTF8.GetBytes(_names.Customers[e.Customer])));
        return false;
    }

    private void Reject(string reason, ReadOnlySpan<byte> record)
    {
        const int shown = 40;
        _report.AddBad(_index++, reason, _report.KeepsBad ? PhoneMask.Apply(record.Length > shown ? record[..shown] : record) : "");
    }

    private static bool FindEnd(ReadOnlySpan<byte> data, ref int at)
    {
        for (var depth = 0; ;)
        {
            var next = data[at..].IndexOfAny(Structure);
            if (next < 0) return false;
            at += next;
            switch (data[at++])
            {
                case (byte)'"':
                    if (!JsonObjectParser.SkipString(data, ref at)) return false;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    if (--depth == 0) return true;
                    break;
            }
        }
    }

    // "price: expected a number with a decimal point": what was expected stands by itself too.
    private static RejectedRecord Told(BadRecord bad)
    {
        const string mark = "expected ";
        var at = bad.Reason.IndexOf(mark, StringComparison.Ordinal);
        var expected = at < 0 ? "an event by the contract" : bad.Reason[(at + mark.Length)..];
        var digits = bad.Value.Length > 0 && bad.Value.All(c => char.IsAsciiDigit(c) || "+ ()".Contains(c, StringComparison.Ordinal));
        return new RejectedRecord(bad.Line, bad.Reason, digits ? PhoneMask.Apply(System.Text.Encoding.UTF8.GetBytes(bad.Value)) : bad.Value, expected);
    }
}
