namespace Tidegate.Traffic.Reading;

/// <summary>Reads the event contract as NDJSON: one object a line. A bad line costs that line only.</summary>
internal sealed class NdjsonSource(RecordBuffer buffer, EventBuilder builder) : RecordSource(buffer, builder)
{
    private int _searched;

    protected override Step Next(ref TrafficEvent traffic)
    {
        for (; ; )
        {
            var unread = Buffer.Unread;
            var length = unread[_searched..].IndexOf((byte)'\n');
            if (length >= 0) length += _searched;
            _searched = 0;
            if (length < 0 && !Buffer.Ended)
            {
                if (unread.Length > Buffer.MaxRecord) return SkipLong();
                _searched = unread.Length;
                Buffer.Fill();
                continue;
            }

            if (length < 0 && (unread.IsEmpty || Buffer.Broken is not null)) return Step.End;
            var line = length < 0 ? unread : unread[..length];
            if (line.Length > Buffer.MaxRecord) return SkipLong();
            var number = Buffer.Line;
            Buffer.Advance(length < 0 ? unread.Length : length + 1);
            Buffer.Line++;
            if (!line.Trim(" \t\r"u8).IsEmpty) return ReadLine(line, number, ref traffic);
        }
    }

    private Step ReadLine(Span<byte> line, long number, ref TrafficEvent traffic)
    {
        var fault = RecordText.Check(line);
        if (fault is not null) return Bad(number, fault, line);
        var values = default(FieldValues);
        fault = JsonObjectParser.Parse(line, ref values, out var at);
        if (fault is not null) return Bad(number, fault, line[Math.Min(at, line.Length)..]);
        return Builder.TryBuild(line, in values, EventKind.None, number, ref traffic) ? Step.Event : Step.Bad;
    }

    private Step SkipLong()
    {
        var bad = Bad(Buffer.Line, $"line longer than {Buffer.MaxRecord} bytes", Buffer.Unread);
        Buffer.SkipLine();
        return bad;
    }
}
