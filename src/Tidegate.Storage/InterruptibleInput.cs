namespace Tidegate.Storage;

/// <summary>
/// A stream that ends when it is cancelled, also while it waits for a peer that says nothing: reading a pipe cannot be broken off, so
/// it is read on another thread, which is left to itself then.
/// </summary>
internal sealed class InterruptibleInput(Stream inner, CancellationToken cancel) : Stream
{
    private readonly byte[] _ahead = new byte[1 << 16];
    private int _at;
    private int _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || cancel.IsCancellationRequested) return 0;
        if (_at == _count)
        {
            var reading = Task.Factory.StartNew(() => inner.Read(_ahead), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            try
            {
                reading.Wait(cancel);
            }
            catch (OperationCanceledException)
            {
                return 0;
            }
            catch (AggregateException e) when (e.InnerException is { } why)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(why);
            }

            (_at, _count) = (0, reading.Result);
        }

        var n = Math.Min(buffer.Length, _count - _at);
        _ahead.AsSpan(_at, n).CopyTo(buffer);
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
}
