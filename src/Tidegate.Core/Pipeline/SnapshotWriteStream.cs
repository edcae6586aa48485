using System.Buffers.Binary;
using System.IO.Hashing;

namespace Tidegate.Pipeline;

/// <summary>
/// Writes blocks of bytes, each after its length and its XxHash3, seeded with its position so that blocks cannot change
/// places. An empty block ends it. The stream below stays open.
/// </summary>
internal sealed class SnapshotWriteStream(Stream inner) : Stream
{
    /// <summary>Bytes of a full block.</summary>
    public const int BlockSize = 1 << 18;

    /// <summary>Bytes of a block's head: length and checksum.</summary>
    public const int HeadSize = 12;

    private readonly byte[] _block = new byte[HeadSize + BlockSize];
    private int _used;
    private long _blocks;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Ends the last block and writes the end mark.</summary>
    public void Complete()
    {
        if (_used > 0) WriteBlock();
        WriteBlock();
        inner.Flush();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var n = Math.Min(buffer.Length, BlockSize - _used);
            buffer[..n].CopyTo(_block.AsSpan(HeadSize + _used));
            buffer = buffer[n..];
            if ((_used += n) == BlockSize) WriteBlock();
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WriteBlock()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_block, _used);
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(4), XxHash3.HashToUInt64(_block.AsSpan(HeadSize, _used), _blocks++));
        inner.Write(_block, 0, HeadSize + _used);
        _used = 0;
    }
}
