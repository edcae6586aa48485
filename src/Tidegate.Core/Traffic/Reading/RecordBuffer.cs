using System.Buffers;

namespace Tidegate.Traffic.Reading;

/// <summary>
/// What a stream holds from the next record on, in one pooled buffer that grows up to the longest record allowed.
/// A stream that breaks ends early, and says so in <see cref="Broken"/>.
/// </summary>
internal sealed class RecordBuffer(Stream content, int maxRecord, int size = 256 * 1024) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(size, 16));
    private int _start;
    private int _end;

    /// <summary>Most bytes of one record.</summary>
    public int MaxRecord { get; } = maxRecord;

    /// <summary>Line number of the first unread byte.</summary>
    public long Line { get; set; } = 1;

    /// <summary>True when the stream has nothing more.</summary>
    public bool Ended { get; private set; }

    /// <summary>Why the stream ended before its end; null while it is whole.</summary>
    public string? Broken { get; private set; }

    /// <summary>Bytes read from the stream and not yet consumed. Records are rewritten in place to unescape them.</summary>
    public Span<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Consumes bytes.</summary>
    public void Advance(int count) => _start += count;

    /// <summary>Reads more behind <see cref="Unread"/>, which moves; false when there is no more.</summary>
    public bool Fill()
    {
        if (Ended) return false;
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }

        if (_end == _bytes.Length) Grow();
        var read = ReadSome(_bytes.AsSpan(_end));
        _end += read;
        Ended = read == 0;
        return !Ended;
    }

    /// <summary>Consumes up to and including the next newline, however far, without keeping it.</summary>
    public void SkipLine()
    {
        for (; ; )
        {
            var newline = Unread.IndexOf((byte)'\n');
            if (newline >= 0)
            {
                Advance(newline + 1);
                Line++;
                return;
            }

            Advance(Unread.Length);
            if (!Fill()) return;
        }
    }

    /// <summary>Whether an exception tells of bad content or a bad disk, as against a mistake of ours.</summary>
    public static bool IsReadFailure(Exception e) =>
        e is IOException or InvalidDataException or ZstdSharp.ZstdException or UnauthorizedAccessException;

    public void Dispose()
    {
        if (_bytes.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
        Ended = true;
        content.Dispose();
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        _bytes.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private int ReadSome(Span<byte> into)
    {
        try
        {
            return content.Read(into);
        }
        catch (Exception e) when (IsReadFailure(e))
        {
            Broken = e.Message;
            return 0;
        }
    }
}
