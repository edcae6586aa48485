using Tidegate.Detection;

namespace Tidegate.Storage.Live;

/// <summary>
/// A snapshot in memory outside the managed heap: taken at the speed of memory while detection stands still, so that the disk can
/// have it afterwards at its own. Its memory is kept for the next: a system may provide memory no faster than a disk takes it.
/// </summary>
internal sealed class SnapshotImage : Stream
{
    private const int Chunk = 16 << 20;

    private readonly List<SlabMemory> _chunks = [];
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>Whether all that was written fits in the memory that was ready; else it was counted (<see cref="Length"/>), and is to be written anew.</summary>
    public bool IsWhole => _length <= Room;

    private long Room => _chunks.Count * (long)Chunk;

    /// <summary>Has memory ready, so that who writes need not wait for the system to provide it, and begins anew. What is more than twice of what is needed is given back.</summary>
    /// <param name="bytes">How much is expected.</param>
    /// <exception cref="OutOfMemoryException">It does not fit.</exception>
    public void Prepare(long bytes)
    {
        _length = 0;
        for (; _chunks.Count > 1 && Room - Chunk > 2 * bytes; _chunks.RemoveAt(_chunks.Count - 1)) _chunks[^1].Dispose();
        while (Room < Math.Max(1, bytes))
        {
            _chunks.Add(new SlabMemory(Chunk, Chunk));
            _chunks[^1].Touch();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0 && _length < Room)
        {
            var (chunk, at) = ((int)(_length / Chunk), (int)(_length % Chunk));
            var n = Math.Min(buffer.Length, Chunk - at);
            buffer[..n].CopyTo(Bytes(_chunks[chunk])[at..]);
            buffer = buffer[n..];
            _length += n;
        }

        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes it out.</summary>
    /// <exception cref="InvalidOperationException">It is not whole.</exception>
    public void WriteTo(Stream to)
    {
        if (!IsWhole) throw new InvalidOperationException($"an image of {_length} bytes has room for {Room}");
        for (var i = 0; i * (long)Chunk < _length; i++) to.Write(Bytes(_chunks[i])[..(int)Math.Min(Chunk, _length - ((long)i * Chunk))]);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        foreach (var chunk in _chunks) chunk.Dispose();
        base.Dispose(disposing);
    }

    private static unsafe Span<byte> Bytes(SlabMemory chunk) => new((void*)chunk.Start, Chunk);
}
