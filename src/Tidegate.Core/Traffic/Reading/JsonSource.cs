using System.Buffers;

namespace Tidegate.Traffic.Reading;

/// <summary>
/// Reads the event contract as a JSON array, or as objects one after the other, printed over any number of lines.
/// Where the text goes wrong, reading goes on at the next object that can be told apart.
/// </summary>
internal sealed class JsonSource(RecordBuffer buffer, EventBuilder builder) : RecordSource(buffer, builder)
{
    /// <summary>Why nothing more can be read.</summary>
    internal const string NotClosed = "an object is not closed, or a text in it, and what follows cannot be told apart";

    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,[]"u8);
    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);

    // An array has begun and not ended. Where text was skipped, it is not known: then false.
    private bool _open;

    protected override Step Next(ref TrafficEvent traffic)
    {
        for (; ; )
        {
            var blank = Buffer.Unread.IndexOfAnyExcept(Between);
            TakeBetween(blank < 0 ? Buffer.Unread.Length : blank);
            if (blank < 0)
            {
                if (!Buffer.Fill()) return End();
                continue;
            }

            return Buffer.Unread[0] == '{' ? ReadObject(ref traffic) : SkipStray();
        }
    }

    private void TakeBetween(int count)
    {
        var bracket = Buffer.Unread[..count].LastIndexOfAny((byte)'[', (byte)']');
        if (bracket >= 0) _open = Buffer.Unread[bracket] == '[';
        Take(count);
    }

    private Step End()
    {
        if (!_open || Buffer.Broken is not null) return Step.End;
        _open = false;
        SayBroken(Buffer.Line, "the array is not closed");
        Report.BadOtherCount++;
        return Bad(Buffer.Line, "malformed JSON: the array is not closed; the file breaks off here, what came before was kept", []);
    }

    private Step ReadObject(ref TrafficEvent traffic)
    {
        var at = 0;
        var depth = 0;
        while (!FindEnd(Buffer.Unread, ref at, ref depth))
        {
            if (Buffer.Unread.Length > Buffer.MaxRecord) return SkipLong();
            if (Buffer.Fill()) continue;
            if (Buffer.Broken is not null) return Step.End;
            return SkipToLine("malformed JSON: the object is not closed; reading goes on at the next line that begins an object");
        }

        var record = Buffer.Unread[..at];
        var line = Buffer.Line;
        Take(at);
        var fault = RecordText.Check(record);
        if (fault is not null) return Bad(line, fault, record);
        var values = default(FieldValues);
        fault = JsonObjectParser.Parse(record, ref values, out var wrong);
        if (fault is not null) return Bad(line, fault, record[Math.Min(wrong, record.Length)..]);
        return Builder.TryBuild(record, in values, EventKind.None, line, ref traffic) ? Step.Event : Step.Bad;
    }

    /// <summary>Goes on to behind the bracket that closes the object; false where more data is needed.</summary>
    private static bool FindEnd(ReadOnlySpan<byte> data, ref int at, ref int depth)
    {
        for (; ; )
        {
            var next = data[at..].IndexOfAny(Structure);
            if (next < 0)
            {
                at = data.Length;
                return false;
            }

            at += next;
            switch (data[at])
            {
                case (byte)'"':
                    var end = at + 1;
                    if (!JsonObjectParser.SkipString(data, ref end)) return false;
                    at = end;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    at++;
                    break;
                default:
                    depth--;
                    at++;
                    if (depth == 0) return true;
                    break;
            }
        }
    }

    private Step SkipStray()
    {
        var bad = Bad(Buffer.Line, "malformed JSON: expected an object", Buffer.Unread);
        _open = false;
        for (; ; )
        {
            var next = Buffer.Unread.IndexOf((byte)'{');
            Take(next < 0 ? Buffer.Unread.Length : next);
            if (next >= 0 || !Buffer.Fill()) return bad;
        }
    }

    /// <summary>Passes over an object that is too long: to its end, or to the next line where text in it is not closed.</summary>
    private Step SkipLong()
    {
        var line = Buffer.Line;
        var bad = Bad(line, $"object longer than {Buffer.MaxRecord} bytes, or not closed", Buffer.Unread);
        var depth = new JsonDepth(0);
        for (; ; )
        {
            var reach = depth.Follow(Buffer.Unread, out var taken);
            if (reach == JsonReach.Lost) return GoOnAtLine(bad, line);
            Take(taken);
            if (reach == JsonReach.Closed) return bad;
            if (Buffer.Fill()) continue;
            SayBroken(line, NotClosed);
            _open = false;
            return bad;
        }
    }

    private Step SkipToLine(string reason)
    {
        var line = Buffer.Line;
        return GoOnAtLine(Bad(line, reason, Buffer.Unread), line);
    }

    /// <summary>Goes on at the next line that begins an object. Where there is none, the rest is lost, and that is said.</summary>
    private Step GoOnAtLine(Step bad, long line)
    {
        _open = false;
        for (; ; )
        {
            Buffer.SkipLine();
            if (Buffer.Unread.IsEmpty && !Buffer.Fill())
            {
                SayBroken(line, NotClosed);
                return bad;
            }

            if (Buffer.Unread.TrimStart(" \t,["u8) is [(byte)'{', ..]) return bad;
        }
    }

    private void SayBroken(long line, string why)
    {
        if (Buffer.Broken is null && Report.Broken is null) Report.BreakOff(line, why);
    }

    private void Take(int count)
    {
        Buffer.Line += Buffer.Unread[..count].Count((byte)'\n');
        Buffer.Advance(count);
    }
}
