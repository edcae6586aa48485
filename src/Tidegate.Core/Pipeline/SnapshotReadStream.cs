using System.Buffers.Binary;
using System.IO.Hashing;

namespace Tidegate.Pipeline;

/// <summary>Reads what <see cref="SnapshotWriteStream"/> wrote; hands out no byte whose block has not been checked.</summary>
internal sealed class SnapshotReadStream(Stream inner) : Stream
{
    private readonly byte[] _block = new byte[SnapshotWriteStream.HeadSize + SnapshotWriteStream.BlockSize];
    private int _at;
    private int _end;
    private long _blocks;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Makes sure that all has been read and that the end mark is there.</summary>
    public void Complete()
    {
        if (_at < _end || ReadBlock()) throw new InvalidDataException("more bytes than the state has");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || (_at == _end && !ReadBlock())) return 0;
        var n = Math.Min(buffer.Length, _end - _at);
        _block.AsSpan(_at, n).CopyTo(buffer);
        _at += n;
        return n;
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool ReadBlock()
    {
        if (_ended) return false;
        const int Head = SnapshotWriteStream.HeadSize;
        inner.ReadExactly(_block, 0, Head);
        var length = BinaryPrimitives.ReadInt32LittleEndian(_block);
        if (length is < 0 or > SnapshotWriteStream.BlockSize) throw new InvalidDataException($"block {_blocks} is damaged: its length is {length}");
        inner.ReadExactly(_block, Head, length);
        if (BinaryPrimitives.ReadUInt64LittleEndian(_block.AsSpan(4)) != XxHash3.HashToUInt64(_block.AsSpan(Head, length), _blocks))
            throw new InvalidDataException($"block {_blocks} is damaged: its checksum is wrong");
        _blocks++;
        (_at, _end) = (Head, Head + length);
        return !(_ended = length == 0);
    }
}
