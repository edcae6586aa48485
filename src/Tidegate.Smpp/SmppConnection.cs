using System.Buffers;
using System.IO.Pipelines;

namespace Tidegate.Smpp;

/// <summary>One connection: PDUs in, one reader; PDUs out, any number of writers.</summary>
/// <param name="stream">The connection; disposed with this.</param>
/// <param name="limit">Octets that a PDU may have.</param>
/// <param name="mostWaiting">Octets waiting to be sent at which <see cref="FlushAsync"/> waits: a peer that reads slowly slows down who
/// writes to it, and no memory grows.</param>
public sealed class SmppConnection(Stream stream, int limit = PduFramer.DefaultLimit, int mostWaiting = 256 << 10) : IAsyncDisposable
{
    private const int MostAtOnce = 32;
    private readonly PipeReader _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 << 10, leaveOpen: true));
    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _filling = new(4096);
    private ArrayBufferWriter<byte> _sending = new(4096);
    private Task _sent = Task.CompletedTask;
    private volatile SmppTap? _tap;
    private volatile Exception? _failure;
    private int _atOnce;
    private bool _busy;
    private bool _ended;

    /// <summary>Sees each PDU as it is taken and as it is put in the queue to be sent; null for nobody.</summary>
    public SmppTap? Tap
    {
        get => _tap;
        set => _tap = value;
    }

    /// <summary>Why it can be used no more: what the first read or write that failed threw; null before.</summary>
    public Exception? Failure => _failure;

    /// <summary>Takes the next PDU that is already here, without waiting. It is valid until <see cref="WaitAsync"/>.</summary>
    /// <exception cref="InvalidDataException">Not SMPP, or a PDU over the limit: close the connection.</exception>
    public bool TryTake(ref ReadOnlySequence<byte> received, out SmppHeader header, out ReadOnlySequence<byte> pdu)
    {
        var result = PduFramer.TryTake(ref received, limit, out header, out pdu);
        if (result == FrameResult.Invalid) throw Failed(new InvalidDataException($"a PDU that states {header.Length} octets; expected {SmppHeader.Size} to {limit}"));
        if (result != FrameResult.Complete) return false;
        if (_tap is { } tap) tap(false, pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray());
        return true;
    }

    /// <summary>Waits for octets.</summary>
    /// <returns>All that was received and not taken.</returns>
    /// <exception cref="EndOfStreamException">The peer has closed.</exception>
    public async ValueTask<ReadOnlySequence<byte>> WaitAsync(CancellationToken cancel)
    {
        if (_ended) throw Failed(new EndOfStreamException());
        var reading = _input.ReadAsync(cancel);
        _atOnce = reading.IsCompleted ? _atOnce + 1 : 0;
        if (_atOnce > MostAtOnce)
        {
            _atOnce = 0;
            await Task.Yield(); // a peer that always has more must not keep this thread for itself
        }

        try
        {
            var result = await reading.ConfigureAwait(false);
            _ended = result.IsCompleted;
            return result.Buffer;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(e);
            throw;
        }
    }

    /// <summary>Waits for one PDU.</summary>
    /// <returns>A copy of it.</returns>
    /// <exception cref="EndOfStreamException">The peer has closed.</exception>
    /// <exception cref="InvalidDataException">Not SMPP, or a PDU over the limit: close the connection.</exception>
    public async ValueTask<byte[]> ReadOneAsync(CancellationToken cancel)
    {
        while (true)
        {
            var received = await WaitAsync(cancel).ConfigureAwait(false);
            if (TryTake(ref received, out _, out var pdu))
            {
                var copy = pdu.ToArray();
                _ended = false; // more may be there; the end is told again when it is not
                _input.AdvanceTo(received.Start);
                return copy;
            }

            Taken(received);
        }
    }

    /// <summary>Lets go of the PDUs taken.</summary>
    /// <param name="rest">What is left of what was received.</param>
    public void Taken(in ReadOnlySequence<byte> rest) => _input.AdvanceTo(rest.Start, rest.End);

    /// <summary>Puts a PDU in the queue to be sent.</summary>
    /// <param name="pdu">The PDU.</param>
    /// <param name="sequence">Its sequence number from here on.</param>
    public void Append(in ReadOnlySequence<byte> pdu, uint sequence)
    {
        lock (_gate)
        {
            var octets = _filling.GetSpan((int)pdu.Length)[..(int)pdu.Length];
            pdu.CopyTo(octets);
            SmppHeader.WriteSequence(octets, sequence);
            _tap?.Invoke(true, octets);
            _filling.Advance(octets.Length);
        }
    }

    /// <summary>Puts a PDU in the queue to be sent.</summary>
    /// <param name="pdu">The PDU.</param>
    /// <param name="sequence">Its sequence number from here on.</param>
    public void Append(ReadOnlySpan<byte> pdu, uint sequence)
    {
        lock (_gate)
        {
            var octets = _filling.GetSpan(pdu.Length)[..pdu.Length];
            pdu.CopyTo(octets);
            SmppHeader.WriteSequence(octets, sequence);
            _tap?.Invoke(true, octets);
            _filling.Advance(octets.Length);
        }
    }

    /// <summary>Puts a PDU in the queue to be sent, as it is.</summary>
    public void Append(ReadOnlySpan<byte> pdu)
    {
        lock (_gate)
        {
            pdu.CopyTo(_filling.GetSpan(pdu.Length));
            _tap?.Invoke(true, pdu);
            _filling.Advance(pdu.Length);
        }
    }

    /// <summary>Puts a PDU that is only a header in the queue to be sent.</summary>
    public void Append(CommandId command, CommandStatus status, uint sequence)
    {
        lock (_gate)
        {
            var octets = _filling.GetSpan(SmppHeader.Size)[..SmppHeader.Size];
            PduWriter.WriteHeaderOnly(octets, command, status, sequence);
            _tap?.Invoke(true, octets);
            _filling.Advance(octets.Length);
        }
    }

    /// <summary>Has the queue sent. Waits for it only where too much waits.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public Task FlushAsync()
    {
        TaskCompletionSource sent;
        lock (_gate)
        {
            if (_busy) return _filling.WrittenCount > mostWaiting || _sent.IsFaulted ? _sent : Task.CompletedTask;
            if (_filling.WrittenCount == 0) return Task.CompletedTask;
            _busy = true;
            Swap();
            sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _sent = sent.Task;
        }

        // Outside the lock: the system call takes longer than all else, and others go on appending.
        _ = SendAsync(sent);
        return sent.Task;
    }

    /// <summary>Waits until all in the queue is sent.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public async Task DrainAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        Task sent;
        lock (_gate) sent = _sent;
        await sent.ConfigureAwait(false);
    }

    /// <summary>Closes the connection. The reader is left to the collector: a read that is just ending may still use its buffers.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private Exception Failed(Exception e)
    {
        Interlocked.CompareExchange(ref _failure, e, null);
        return e;
    }

    private void Swap()
    {
        (_filling, _sending) = (_sending, _filling);
        _filling.ResetWrittenCount();
    }

    private async Task SendAsync(TaskCompletionSource sent)
    {
        try
        {
            while (true)
            {
                await stream.WriteAsync(_sending.WrittenMemory).ConfigureAwait(false);
                lock (_gate)
                {
                    if (_filling.WrittenCount == 0)
                    {
                        _busy = false;
                        break;
                    }

                    Swap();
                }
            }

            sent.SetResult();
        }
        catch (Exception e)
        {
            sent.SetException(Failed(e)); // and no more is sent: it stays busy
        }
    }
}

/// <summary>Sees a PDU on a connection. It must be quick and must not use the connection.</summary>
/// <param name="isSent">Whether it is sent; false: received.</param>
/// <param name="pdu">The whole PDU; valid until this returns. It has numbers, texts and passwords: <see cref="PduMask"/>.</param>
public delegate void SmppTap(bool isSent, ReadOnlySpan<byte> pdu);
