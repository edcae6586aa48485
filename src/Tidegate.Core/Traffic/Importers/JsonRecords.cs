using System.Buffers;
using System.Text;
using Tidegate.Traffic.Reading;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Cuts JSON into records without reading them: objects at the top, in a top array, or in one of the named arrays of a
/// top object. A record too long is passed over; behind a broken one reading goes on at the next line that begins with "{".
/// </summary>
internal sealed class JsonRecords(ByteWindow window, SourceReport report, string[] arrays) : IDisposable
{
    private const string Cut = "the content ends within a record";

    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,[]"u8);

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]\n"u8);

    private readonly byte[][] _arrays = Array.ConvertAll(arrays, Encoding.UTF8.GetBytes);
    private bool _inWrapper;

    // An array, or the object around one, has begun and not ended. Where text was skipped, it is not known: then false.
    private bool _open;
    private bool _byLine;
    private bool _first = true;
    private long _line;
    private long _nextLine = 1;
    private int _recordLength;

    public long Line => _line;

    public ReadOnlySpan<byte> Record => window.Span[.._recordLength];

    public bool Read()
    {
        Take(_recordLength);
        _recordLength = 0;
        while (SkipToRecord())
        {
            _line = _nextLine;
            if (TryFindEnd(out var broken)) return true;
            if (broken is null) continue;
            report.Records++;
            report.AddBad(_line, broken, Mask.Json(window.Span));
            SkipBroken(broken == Cut);
        }

        return false;
    }

    public void Dispose() => window.Dispose();

    private void Take(int count)
    {
        _nextLine += window.Span[..count].Count((byte)'\n');
        window.Advance(count);
    }

    /// <summary>Passes over a record that is too long, to its end, or over one that is broken, to where another begins.</summary>
    private void SkipBroken(bool cut)
    {
        if (window.TooLarge)
        {
            var reach = Follow(new JsonDepth(0, _byLine));
            if (reach == JsonReach.Closed) return;
            cut = reach == JsonReach.Open;
        }

        Resynchronise(cut);
    }

    /// <summary>Says that the rest of the content is lost, for where records begin in it cannot be told.</summary>
    private void Lose()
    {
        _open = false;
        if (!window.Broken && report.Broken is null) report.BreakOff(_line, JsonSource.NotClosed);
    }

    /// <summary>Passes over what stands between records; false at the end.</summary>
    private bool SkipToRecord()
    {
        while (true)
        {
            var at = window.Span.IndexOf((byte)'{');
            var between = at < 0 ? window.Span.Length : at;
            if (_inWrapper && window.Span[..between].IndexOf((byte)']') is >= 0 and var closed)
            {
                Take(closed + 1);
                _inWrapper = false;
                SkipRestOfWrapper();
                continue;
            }

            var junk = window.Span[..between].IndexOfAnyExcept(Between);
            if (junk >= 0 && !_inWrapper)
            {
                Take(junk);
                _line = _nextLine;
                report.Records++;
                report.AddBad(_line, "not JSON; expected an object in { }", Mask.Json(window.Span));
                if (_open) SkipStray();
                else Resynchronise();
                continue;
            }

            TakeBetween(between);
            if (at >= 0) return true;
            if (!window.More()) return End();
        }
    }

    private void TakeBetween(int count)
    {
        var bracket = window.Span[..count].LastIndexOfAny((byte)'[', (byte)']');
        if (bracket >= 0) _open = window.Span[bracket] == '[';
        Take(count);
    }

    // Content that broke off on the way here has been told of already.
    private bool End()
    {
        if (!_open || window.Broken) return false;
        _open = false;
        report.Records++;
        report.AddFault(_nextLine, "the array is not closed; the file breaks off here, what came before was kept");
        report.Broken = $"stopped at line {_nextLine}: the array is not closed";
        return false;
    }

    /// <summary>Passes over what follows the records in their object: to its closing brace on the level of the wrapper.</summary>
    private void SkipRestOfWrapper()
    {
        var reach = Follow(new JsonDepth(1));
        if (reach == JsonReach.Closed) _open = false;
        else if (reach == JsonReach.Lost) Resynchronise();
    }

    /// <summary>Passes over an object that is not wanted; <see cref="JsonReach.Open"/> where the content ends within it.</summary>
    private JsonReach Follow(JsonDepth depth)
    {
        while (true)
        {
            var reach = depth.Follow(window.Span, out var taken);
            Take(taken);
            if (reach != JsonReach.Open || !window.More()) return reach;
        }
    }

    /// <summary>
    /// Finds the end of the object at the start of the window. False with a reason when it is broken, without one when
    /// it turned out to be a wrapper and the window now stands within its array.
    /// </summary>
    private bool TryFindEnd(out string? broken)
    {
        broken = null;
        var depth = 0;
        var inText = false;
        var textStart = 0;
        var lastText = 0..0;
        var at = 0;
        ReadOnlySpan<byte> data = window.Span;
        while (true)
        {
            var next = at >= data.Length ? -1 : inText ? data[at..].IndexOfAny((byte)'"', (byte)'\\', (byte)'\n') : data[at..].IndexOfAny(Structure);
            if (next < 0)
            {
                at = Math.Max(at, data.Length);
                if (!window.More())
                {
                    broken = window.TooLarge ? "a record larger than 4 MiB" : Cut;
                    return false;
                }

                data = window.Span;
                continue;
            }

            at += next;
            switch (data[at])
            {
                case (byte)'"' when inText:
                    inText = false;
                    lastText = textStart..at;
                    break;
                case (byte)'"':
                    inText = true;
                    textStart = at + 1;
                    break;
                case (byte)'\\':
                    at++;
                    break;
                case (byte)'\n' when inText:
                    broken = "a line break within a text value: the record is broken off";
                    return false;
                case (byte)'\n' when _byLine:
                    broken = "the line ends within a record";
                    return false;
                case (byte)'\n':
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    if (data[at] == '[' && depth == 2 && !_inWrapper && IsWrapper(at, data[lastText]))
                    {
                        Take(at + 1);
                        _inWrapper = _open = true;
                        return false;
                    }

                    data = window.Span; // asking what the array holds may have read more
                    break;
                default:
                    if (--depth > 0) break;
                    _recordLength = at + 1;
                    if (_first && !_inWrapper) _byLine = window.Span[.._recordLength].IndexOf((byte)'\n') < 0;
                    _first = false;
                    return true;
            }

            at++;
        }
    }

    /// <summary>Whether the array that begins here holds objects and its name is one of the known ones.</summary>
    private bool IsWrapper(int at, ReadOnlySpan<byte> name)
    {
        var known = false;
        foreach (var array in _arrays) known |= name.SequenceEqual(array);
        if (!known) return false;
        while (true)
        {
            var next = window.Span[(at + 1)..].IndexOfAnyExcept(" \t\r\n"u8);
            if (next >= 0) return window.Span[at + 1 + next] is (byte)'{' or (byte)']';
            if (!window.More()) return false;
        }
    }

    /// <summary>Passes over what is no object in an array, which may be all on one line.</summary>
    private void SkipStray()
    {
        int end;
        while ((end = window.Span.IndexOfAny((byte)'{', (byte)']')) < 0)
        {
            Take(window.Span.Length);
            if (!window.More()) return;
        }

        Take(end);
    }

    /// <summary>
    /// Goes on at the next line that begins with "{"; what is between belongs to the broken record. Where there is none,
    /// and the content ended within a record or its array, the rest is lost.
    /// </summary>
    private void Resynchronise(bool cut = false)
    {
        cut |= _open || _inWrapper;
        _open = false;
        while (true)
        {
            var end = window.Span.IndexOf((byte)'\n');
            Take(end < 0 ? window.Span.Length : end + 1);
            while (window.Span.IndexOfAnyExcept(" \t,["u8) < 0)
            {
                if (window.More()) continue;
                if (cut) Lose();
                return;
            }

            if (end >= 0 && window.Span[window.Span.IndexOfAnyExcept(" \t,["u8)] == '{') return;
        }
    }
}
