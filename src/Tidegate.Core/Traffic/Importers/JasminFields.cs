using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Lines "time LEVEL pid KIND [name:value] ... [content:...]". Values stand as Python prints them: b'...' in newer
/// versions. The content is last but for [tlvs:] and may hold anything, so it is not searched for fields.
/// </summary>
internal sealed class JasminFields(ByteWindow window, SourceReport report) : FieldReader
{
    private static readonly string[] Names = ["cid", "queue-msgid", "smpp-msgid", "status", "from", "to", "uid", "err", "done date", "retry", "msgid", "content"];

    private static readonly byte[][] Openings = [.. Names.Select(n => Encoding.UTF8.GetBytes($" [{n}:"))];

    private readonly Range[] _ranges = new Range[Names.Length + 2];
    private long _line;
    private int _length;
    private int _taken;

    /// <summary>Slots, in the order of the names; then the two that have no brackets.</summary>
    internal enum Slot
    {
        Connector, QueueId, SupplierId, Status, From, To, User, Error, Done, Retry, GatewayId, Content, Time, Kind,
    }

    public override long Line => _line;

    public override ReadOnlySpan<byte> this[int slot] => window.Span[_ranges[slot]];

    public override bool Read()
    {
        while (NextLine())
        {
            var line = window.Span[.._length];
            if (line.IsEmpty) continue;
            var kind = line.IndexOf("SMS-MT ["u8);
            if (kind < 0) kind = line.IndexOf("DLR ["u8);
            if (kind < 0 || kind > 80)
            {
                // Connections, throttling, inbound messages: the log has much that is no sent message.
                kind = -1;
            }

            Split(line, kind);
            return true;
        }

        return false;
    }

    public override string Describe()
    {
        var line = window.Span[.._length];
        var content = line.IndexOf(Openings[(int)Slot.Content]);
        return content < 0 ? Mask.Numbers(line) : Mask.Numbers(line[..content]) + " [content:" + Mask.Text + "]";
    }

    protected override void Dispose(bool disposing) => window.Dispose();

    private bool NextLine()
    {
        window.Advance(_taken);
        _line++;
        int end;
        while ((end = window.Span.IndexOf((byte)'\n')) < 0 && window.More())
        {
        }

        if (end < 0 && window.TooLarge)
        {
            report.Records++;
            report.AddBad(_line, "a line longer than 4 MiB", "");
            window.SkipLine();
            _taken = 0;
            return NextLine();
        }

        _length = end < 0 ? window.Span.Length : end;
        _taken = end < 0 ? _length : end + 1;
        if (_length > 0 && window.Span[_length - 1] == '\r') _length--;
        return _taken > 0;
    }

    private void Split(ReadOnlySpan<byte> line, int kind)
    {
        Array.Clear(_ranges);
        if (kind < 0) return;
        var kindEnd = kind + line[kind..].IndexOf((byte)' ');
        _ranges[(int)Slot.Kind] = kind..kindEnd;
        _ranges[(int)Slot.Time] = ..Math.Min(TimeLength(line), kind);
        var content = line.IndexOf(Openings[(int)Slot.Content]);
        var head = content < 0 ? line : line[..content];
        for (var slot = 0; slot < Names.Length; slot++)
        {
            if (slot == (int)Slot.Content) continue;
            var at = head.IndexOf(Openings[slot]);
            if (at < 0) continue;
            var start = at + Openings[slot].Length;
            var end = head[start..].IndexOf((byte)']');
            if (end >= 0) _ranges[slot] = Bare(line, start, start + end);
        }

        if (content < 0) return;
        var textStart = content + Openings[(int)Slot.Content].Length;
        var textEnd = line[textStart..].LastIndexOf(" [tlvs:"u8);
        _ranges[(int)Slot.Content] = textStart..(textEnd < 0 ? line.Length : textStart + textEnd);
    }

    /// <summary>"2026-03-02 10:00:00", with ",123" when the logger was left at its default.</summary>
    private static int TimeLength(ReadOnlySpan<byte> line)
    {
        var length = Math.Min(19, line.Length);
        if (length < line.Length && line[length] == ',') length = Math.Min(23, line.Length);
        return length;
    }

    /// <summary>A value without Python's b'...'.</summary>
    private static Range Bare(ReadOnlySpan<byte> line, int start, int end)
    {
        if (end - start >= 3 && line[start] == 'b' && line[start + 1] is (byte)'\'' or (byte)'"' && line[end - 1] == line[start + 1]) return (start + 2)..(end - 1);
        return start..end;
    }
}
