namespace Tidegate.Traffic.Reading;

/// <summary>Gives content whose lines end with CR alone (Excel for Mac) lines that end with LF.</summary>
internal sealed class CarriageReturns(Stream inner) : ReadOnlyStream
{
    /// <summary>Whether the head of content has lines of that kind only, and is no Parquet.</summary>
    public static bool EndLinesOf(ReadOnlySpan<byte> head) => head.Contains((byte)'\r') && !head.StartsWith("PAR1"u8) && !head.Contains((byte)'\n');

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
}
