namespace Tidegate.Traffic.Reading;

/// <summary>Gives content whose lines end with CR alone (Excel for Mac) lines that end with LF.</summary>
internal sealed class CarriageReturns(Stream inner) : ReadOnlyStream
{
    /// <summary>
    /// Whether the head of content has lines of that kind only, and is no Parquet. A LF within quotes ends no line: the
    /// first line break then says how lines end.
    /// </summary>
    public static bool EndLinesOf(ReadOnlySpan<byte> head)
    {
        var first = head.IndexOf((byte)'\r');
        if (first < 0 || head.StartsWith("PAR1"u8)) return false;
        return !head.Contains((byte)'\n') || (!head[..(first + 1)].Contains((byte)'\n') && !HasLineFeedOutsideQuotes(head));
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        buffer[..read].Replace((byte)'\r', (byte)'\n');
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private static bool HasLineFeedOutsideQuotes(ReadOnlySpan<byte> head)
    {
        var quoted = false;
        while (head.IndexOfAny((byte)'"', (byte)'\n') is >= 0 and var at)
        {
            if (head[at] == '"') quoted = !quoted;
            else if (!quoted) return true;
            head = head[(at + 1)..];
        }

        return false;
    }
}
