using System.IO.Compression;

namespace Tidegate.Traffic.Reading;

/// <summary>
/// Unpacks gzip, and fails where the file breaks off, which <see cref="GZipStream"/> lets pass in silence: behind the
/// file's last byte it is fed one more gzip member with a known text. Only from a whole file does that text come out.
/// Zeros behind the last member, with which tapes and blocks are filled up, are no part of it, as gzip(1) has it.
/// </summary>
internal sealed class GzipContent : ReadOnlyStream
{
    private static readonly byte[] Mark = [.. "tidegate: the end"u8];
    private const string BreaksOff = "the gzip data breaks off, or its end is damaged (checksum or length)";
    private static readonly byte[] MarkMember = Pack(Mark);

    private readonly Tail _raw;
    private readonly GZipStream _gzip;
    private MemoryStream? _last;

    public GzipContent(Stream raw)
    {
        _raw = new Tail(raw);
        _gzip = new GZipStream(_raw, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_last is not null) return _last.Read(buffer);
        if (buffer.IsEmpty) return 0;
        var read = Unpack(buffer);
        if (!_raw.IsMarkGiven && read > 0) return read;

        // From here on, what comes out is the mark, or the mark taken for something else.
        var rest = new MemoryStream();
        rest.Write(buffer[..read]);
        for (var more = new byte[4096]; read > 0;)
        {
            read = Unpack(more);
            rest.Write(more.AsSpan(0, read));
        }

        if (rest.Length == 0 && _raw.IsAtPadding) return Rest(rest, buffer);
        var text = rest.GetBuffer().AsSpan(0, (int)rest.Length);
        if (!text.EndsWith(Mark)) throw new InvalidDataException(_raw.IsMarkGiven ? BreaksOff : "behind the gzip data comes something else, which was not read");
        rest.SetLength(rest.Length - Mark.Length);
        return Rest(rest, buffer);
    }

    private int Rest(MemoryStream rest, Span<byte> buffer)
    {
        rest.Position = 0;
        _last = rest;
        return _last.Read(buffer);
    }

    // The library takes a wrong checksum for a method of compression that it does not know.
    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(_raw.IsMarkGiven ? BreaksOff : "the gzip data is damaged: it does not unpack, or not to what its checksum says", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _raw.Dispose();
            _last?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>
    /// The raw stream, and behind its end the member with the mark. Zeros are held back until something follows them: those
    /// at the very end are given one at a time, so that none is taken in that is no part of the last member.
    /// </summary>
    private sealed class Tail(Stream raw) : ReadOnlyStream
    {
        private readonly byte[] _chunk = new byte[1 << 16];
        private int _from;
        private int _to;
        private long _before;
        private long _behind;
        private bool _ended;
        private int _given;

        public bool IsMarkGiven => _given > 0;

        /// <summary>Nothing but zeros is left, if anything.</summary>
        public bool IsAtPadding => _ended && !IsMarkGiven;

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty) return 0;
            while (_before == 0 && _from == _to && !_ended) ReadChunk();
            if (_before > 0)
            {
                var zeros = (int)Math.Min(_before, buffer.Length);
                buffer[..zeros].Clear();
                _before -= zeros;
                return zeros;
            }

            if (_from < _to)
            {
                var count = Math.Min(_to - _from, buffer.Length);
                _chunk.AsSpan(_from, count).CopyTo(buffer);
                _from += count;
                return count;
            }

            if (_behind > 0)
            {
                _behind--;
                buffer[0] = 0;
                return 1;
            }

            var rest = MarkMember.AsSpan(_given);
            if (rest.Length > buffer.Length) rest = rest[..buffer.Length];
            rest.CopyTo(buffer);
            _given += rest.Length;
            return rest.Length;
        }

        private void ReadChunk()
        {
            var read = raw.Read(_chunk);
            _ended = read == 0;
            if (_ended) return;
            var last = _chunk.AsSpan(0, read).LastIndexOfAnyExcept((byte)0);
            if (last >= 0) (_before, _behind) = (_behind, 0);
            _behind += read - last - 1;
            (_from, _to) = (0, last + 1);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) raw.Dispose();
            base.Dispose(disposing);
        }
    }
}
