using Tidegate.Traffic;

namespace Tidegate.Storage;

/// <summary>
/// A stream that ends when it is cancelled, also while it waits for a peer that says nothing: reading a pipe cannot be broken off, so
/// it is read on another thread, which is left to itself then.
/// </summary>
internal sealed class InterruptibleInput(Stream inner, CancellationToken cancel) : Stream
{
    private const int Size = 1 << 16; // as much as a pipe holds

    private readonly ReadAhead<byte[]> _ahead = new("tidegate input", [new byte[Size], new byte[Size]], b => inner.Read(b), cancel);
    private byte[] _batch = [];
    private int _at;
    private int _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (_at == _count)
        {
            _at = 0;
            if (!_ahead.TryTake(out _batch, out _count)) return _count = 0;
        }

        var n = Math.Min(buffer.Length, _count - _at);
        _batch.AsSpan(_at, n).CopyTo(buffer);
        _at += n;
        return n;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ahead.TryEnd()) inner.Dispose();
        base.Dispose(disposing);
    }
}
