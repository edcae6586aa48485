using Tidegate.Traffic.Reading;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// A growing window on a stream: readers look at <see cref="Span"/>, ask for <see cref="More"/> when a record is not
/// yet whole, and <see cref="Advance"/> over what they have taken. Bounded: a record larger than
/// <see cref="MaxRecord"/> is refused.
/// </summary>
internal sealed class ByteWindow(Stream stream, SourceReport report) : IDisposable
{
    public const int MaxRecord = 4 << 20;

    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Unread bytes that are at hand. Writable: CSV takes quotes out in place.</summary>
    public Span<byte> Span => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the last byte of the stream is in the window.</summary>
    public bool Ended => _ended;

    /// <summary>Whether the stream broke before its end, which a remark tells.</summary>
    public bool Broken { get; private set; }

    /// <summary>True when <see cref="More"/> refused because the record is larger than <see cref="MaxRecord"/>.</summary>
    public bool TooLarge { get; private set; }

    public void Advance(int count) => _start += count;

    /// <summary>Reads more behind what is at hand; false at the end of the stream or when the record is too large.</summary>
    public bool More()
    {
        TooLarge = false;
        if (_ended) return false;
        if (_start > 0)
        {
            Span.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxRecord)
            {
                TooLarge = true;
                return false;
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = ReadStream();
        _end += read;
        _ended = read == 0;
        return !_ended;
    }

    /// <summary>Passes over the rest of a line, however long.</summary>
    public void SkipLine()
    {
        int end;
        while ((end = Span.IndexOf((byte)'\n')) < 0)
        {
            Advance(Span.Length);
            if (!More()) return;
        }

        Advance(end + 1);
    }

    public void Dispose() => stream.Dispose();

    private int ReadStream()
    {
        try
        {
            return stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception broken) when (RecordBuffer.IsReadFailure(broken))
        {
            Broken = true;
            report.Broken = broken.Message;
            report.Remarks.Add($"The content broke off early ({broken.Message}); everything before that was read.");
            return 0;
        }
    }
}
