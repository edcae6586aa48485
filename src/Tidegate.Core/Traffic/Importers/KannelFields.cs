using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>Reads a Kannel access log; slots are the %-codes of the format, and <see cref="LogTime"/>.</summary>
internal sealed class KannelFields(ByteWindow window, SourceReport report, KannelTemplate[] templates) : FieldReader
{
    /// <summary>Slot of the time that the logger writes before the record ("access-log-clean" leaves it out).</summary>
    public const int LogTime = 0;

    private const int StampLength = 20;
    private readonly Range[] _ranges = new Range[128];
    private long _line;
    private long _nextLine = 1;
    private int _recordLength;

    public override long Line => _line;

    public override ReadOnlySpan<byte> this[int slot] => window.Span[_ranges[slot]];

    public override bool Read()
    {
        while (NextLine(out var line))
        {
            if (line <= 1) continue;
            if (TryRead(ref line)) return true;
            var text = window.Span[..line];
            if (text.IndexOf("Log begins"u8) >= 0 || text.IndexOf("Log ends"u8) >= 0) continue;
            report.Records++;
            report.AddBad(_line, "not a line of the access log; expected " + (templates.Length == 1 ? "the given access-log-format" : "bearerbox's default format (give access-log-format when it is another)"), Mask.Numbers(Head(text)));
        }

        return false;
    }

    public override string Describe()
    {
        var (textStart, textLength) = _ranges['b'].GetOffsetAndLength(window.Span.Length);
        var record = window.Span[.._recordLength].TrimEnd("\r\n"u8);
        if (textLength == 0) return Mask.Numbers(record);
        var text = new StringBuilder(Mask.Numbers(record[..textStart])).Append(Mask.Text);
        return text.Append(Mask.Numbers(record[(textStart + textLength)..])).ToString();
    }

    protected override void Dispose(bool disposing) => window.Dispose();

    private bool NextLine(out int line)
    {
        window.Advance(_recordLength);
        _recordLength = 0;
        _line = _nextLine;
        while ((line = window.Span.IndexOf((byte)'\n')) < 0 && window.More())
        {
        }

        if (line < 0 && window.TooLarge)
        {
            report.Records++;
            report.AddBad(_line, "a line longer than 4 MiB", "");
            window.SkipLine();
            _nextLine++;
            return NextLine(out line);
        }

        if (line < 0) line = window.Span.Length;
        _recordLength = Math.Min(line + 1, window.Span.Length);
        _nextLine = _line + 1;
        return _recordLength > 0;
    }

    private bool TryRead(ref int line)
    {
        while (true)
        {
            var length = TryTemplates(window.Span, line);
            if (length > 0)
            {
                for (var i = line; i < length; i++) _nextLine += window.Span[i] == '\n' ? 1 : 0;
                _recordLength = Math.Min(length + 1, window.Span.Length);
                return true;
            }

            // The text goes on in a line that is not at hand.
            if (length == 0 || !window.More()) return false;
        }
    }

    private int TryTemplates(ReadOnlySpan<byte> data, int line)
    {
        var more = false;
        foreach (var template in templates)
        {
            // A format of one's own stands behind the logger's time unless access-log-clean is set.
            for (var stamp = StampLength; stamp >= 0; stamp -= StampLength)
            {
                if (stamp > 0 && (line <= StampLength || data[StampLength - 1] != ' ' || !KannelTemplate.IsTime(data))) continue;
                Array.Clear(_ranges);
                var length = template.Read(data[stamp..], line - stamp, _ranges);
                if (length < 0) more = true;
                if (length <= 0) continue;
                if (stamp > 0) Shift(stamp);
                return length + stamp;
            }
        }

        return more ? -1 : 0;
    }

    private void Shift(int stamp)
    {
        for (var i = 1; i < _ranges.Length; i++)
        {
            var range = _ranges[i];
            if (range.End.Value > 0) _ranges[i] = (range.Start.Value + stamp)..(range.End.Value + stamp);
        }

        _ranges[LogTime] = 0..(stamp - 1);
    }

    private static ReadOnlySpan<byte> Head(ReadOnlySpan<byte> text) => text[..Math.Min(40, text.Length)];
}
