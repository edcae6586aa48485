namespace Tidegate.Traffic.Reading;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class PeekedStream : ReadOnlyStream
{
    private readonly byte[] _head;
    private readonly Exception? _failure;
    private int _start;
    private int _end;

    /// <summary>Reads the head of a stream. A failure on the way comes back when reading reaches it.</summary>
    public PeekedStream(Stream inner, int size)
    {
        Inner = inner;
        _head = new byte[size];
        try
        {
            for (int read; _end < size && (read = inner.Read(_head, _end, size - _end)) > 0;) _end += read;
        }
        catch (Exception e) when (RecordBuffer.IsReadFailure(e))
        {
            _failure = e;
        }
    }

    /// <summary>The stream behind.</summary>
    public Stream Inner { get; }

    /// <summary>The first bytes, as long as they are unread.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(_start, _end - _start);

    /// <summary>Whether there is nothing behind the head.</summary>
    public bool IsWhole => _end < _head.Length;

    /// <summary>Why the head could not be read to its end; null when it could.</summary>
    public string? Failure => _failure?.Message;

    /// <summary>Drops bytes of the head.</summary>
    public void Skip(int count) => _start += count;

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
        {
            return _failure is null ? Inner.Read(buffer) : throw new IOException(_failure.Message, _failure);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _head.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Inner.Dispose();
        base.Dispose(disposing);
    }
}
