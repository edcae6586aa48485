using System.Buffers;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Smpp.Sessions;

/// <summary>Requests to the peer, and answers to its own.</summary>
public sealed partial class SmppSession
{
    private static readonly SmppAnswered Complete = static (state, _, pdu, failure) =>
    {
        var answer = (TaskCompletionSource<SmppResponse>)state!;
        if (failure is null) answer.TrySetResult(new SmppResponse(pdu.ToArray()));
        else answer.TrySetException(failure);
    };

    /// <summary>Sends submit_sm.</summary>
    /// <inheritdoc cref="SendAsync{TBody}"/>
    public Task<SmppResponse> SubmitAsync(scoped in MessageSm message, CancellationToken cancel = default) => SendAsync(CommandId.SubmitSm, message, cancel);

    /// <summary>Sends deliver_sm, as a server does.</summary>
    /// <inheritdoc cref="SendAsync{TBody}"/>
    public Task<SmppResponse> DeliverAsync(scoped in MessageSm message, CancellationToken cancel = default) => SendAsync(CommandId.DeliverSm, message, cancel);

    /// <summary>Asks whether the peer is there; takes no place in the window.</summary>
    /// <inheritdoc cref="SendAsync{TBody}"/>
    public async Task<SmppResponse> EnquireAsync(CancellationToken cancel = default)
    {
        if (IsClosing) throw Over(inDoubt: false, null);
        var (answer, sequence) = Ask(CommandId.EnquireLink);
        await _connection.FlushAsync().ConfigureAwait(false);
        return await ResponseAsync(answer, sequence, cancel).ConfigureAwait(false);
    }

    /// <summary>Sends a request, once there is a place for it in the window, and waits for its response. Requests that wait for a place are
    /// sent in the order in which they came.</summary>
    /// <param name="command">What it is.</param>
    /// <param name="body">Its body; it is read before this returns.</param>
    /// <param name="cancel">Gives up waiting. A request that was sent stays sent.</param>
    /// <returns>The response, whatever its status is.</returns>
    /// <exception cref="ArgumentException">The body cannot be written, or is over the limit of a PDU.</exception>
    /// <exception cref="TimeoutException">It was sent and not answered in time: it is in doubt.</exception>
    /// <exception cref="SmppSessionException">The session is over; <see cref="SmppSessionException.InDoubt"/> says whether it was sent.</exception>
    public Task<SmppResponse> SendAsync<TBody>(CommandId command, scoped in TBody body, CancellationToken cancel = default)
        where TBody : IPduBody<TBody>, allows ref struct
    {
        if (IsClosing) return Task.FromException<SmppResponse>(Over(inDoubt: false, null));
        var buffer = ArrayPool<byte>.Shared.Rent(_options.PduLimit);
        try
        {
            var length = PduWriter.Write(buffer.AsSpan(0, _options.PduLimit), command, CommandStatus.Ok, 0, body);
            var answer = NewAnswer();
            return TryPost(buffer.AsSpan(0, length), Complete, answer, out var sequence)
                ? FlushedAsync(answer, sequence, cancel)
                : LaterAsync(buffer.AsSpan(0, length).ToArray(), answer, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Puts a request in the queue to be sent, once there is a place for it in the window, and does not wait for its response: what
    /// becomes of it is told to <paramref name="answered"/>, once. For many requests at speed: nothing is allocated. What is queued is sent by
    /// <see cref="FlushAsync"/>, or when a place is waited for.</summary>
    /// <param name="pdu">The whole PDU; its sequence number is set here.</param>
    /// <param name="answered">Told of the response, or why there is none.</param>
    /// <param name="state">Given to <paramref name="answered"/>.</param>
    /// <param name="cancel">Gives up waiting for a place.</param>
    /// <exception cref="SmppSessionException">The session is over; the request was not sent.</exception>
    public ValueTask PostAsync(ReadOnlyMemory<byte> pdu, SmppAnswered answered, object? state = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pdu.Length, SmppHeader.Size, nameof(pdu));
        if (IsClosing) return ValueTask.FromException(Over(inDoubt: false, null));
        return TryPost(pdu.Span, answered, state, out _) ? default : new ValueTask(PostLaterAsync(pdu, answered, state, cancel));
    }

    /// <summary>Has what is queued sent; waits only where too much waits.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public Task FlushAsync() => _connection.FlushAsync();

    /// <summary>Answers a request of the peer with a header alone, on the session's reader. ESME_RINVCMDID goes in generic_nack; alert_notification and
    /// outbind have no answer, and nothing is sent.</summary>
    /// <param name="request">The request's header.</param>
    /// <param name="status">The outcome.</param>
    public void Answer(SmppHeader request, CommandStatus status)
    {
        if (!IsAnswered(request.Command)) return;
        _connection.Append(status == CommandStatus.InvalidCommandId ? CommandId.GenericNack : request.Command.ToResponse(), status, request.Sequence);
        Interlocked.Decrement(ref _owed);
    }

    /// <summary>Answers a request of the peer with a body, on the session's reader.</summary>
    /// <exception cref="ArgumentException">The body cannot be written.</exception>
    public void Answer<TBody>(SmppHeader request, CommandStatus status, scoped in TBody body)
        where TBody : IPduBody<TBody>, allows ref struct
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_options.PduLimit);
        try
        {
            var length = PduWriter.Write(buffer.AsSpan(0, _options.PduLimit), request.Command.ToResponse(), status, request.Sequence, body);
            _connection.Append(buffer.AsSpan(0, length));
            Interlocked.Decrement(ref _owed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Answers a request of the peer with a header alone, from any thread.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public Task AnswerAsync(SmppHeader request, CommandStatus status)
    {
        Answer(request, status);
        return FlushAsync();
    }

    /// <summary>Answers a request of the peer with a body, from any thread.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    /// <exception cref="ArgumentException">The body cannot be written.</exception>
    public Task AnswerAsync<TBody>(SmppHeader request, CommandStatus status, scoped in TBody body)
        where TBody : IPduBody<TBody>, allows ref struct
    {
        Answer(request, status, body);
        return FlushAsync();
    }

    private static TaskCompletionSource<SmppResponse> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsClosing => _unbinding || _unboundByPeer;

    private bool TryPost(ReadOnlySpan<byte> pdu, SmppAnswered answered, object? state, out uint sequence)
    {
        if (!_window.TryAdd(new Awaited(_options.Time.GetTimestamp(), answered, state), out sequence)) return false;
        _connection.Append(pdu, sequence);
        return true;
    }

    private async Task<uint> PostLaterAsync(ReadOnlyMemory<byte> pdu, SmppAnswered answered, object? state, CancellationToken cancel)
    {
        try
        {
            await _connection.FlushAsync().ConfigureAwait(false);
            await _window.EnterAsync(cancel).ConfigureAwait(false);
            var sequence = _window.AddEntered(new Awaited(_options.Time.GetTimestamp(), answered, state));
            _connection.Append(pdu.Span, sequence);
            return sequence;
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            throw Over(inDoubt: false, e);
        }
    }

    private async Task<SmppResponse> LaterAsync(byte[] pdu, TaskCompletionSource<SmppResponse> answer, CancellationToken cancel) =>
        await FlushedAsync(answer, await PostLaterAsync(pdu, Complete, answer, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

    private async Task<SmppResponse> FlushedAsync(TaskCompletionSource<SmppResponse> answer, uint sequence, CancellationToken cancel)
    {
        try
        {
            await _connection.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _farewell.TrySetException(e); // then the request is told
        }

        return await ResponseAsync(answer, sequence, cancel).ConfigureAwait(false);
    }

    private async Task<SmppResponse> ResponseAsync(TaskCompletionSource<SmppResponse> answer, uint sequence, CancellationToken cancel)
    {
        try
        {
            return await answer.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _window.TryTake(sequence, out _); // the place is another's now
            throw;
        }
    }
}
