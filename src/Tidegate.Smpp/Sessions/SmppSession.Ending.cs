namespace Tidegate.Smpp.Sessions;

/// <summary>Keeping a session alive, and ending it.</summary>
public sealed partial class SmppSession
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes no more requests, waits for the responses to those that were sent, unbinds, and closes the connection.</summary>
    /// <param name="cancel">Gives up waiting and closes the connection at once.</param>
    /// <returns>The answer to unbind; null where none came in time, or the session was over.</returns>
    public async Task<SmppResponse?> UnbindAsync(CancellationToken cancel = default)
    {
        _unbinding = true;
        try
        {
            await _window.EmptyAsync(cancel).ConfigureAwait(false);
            var (answer, sequence) = Ask(CommandId.Unbind);
            await _connection.FlushAsync().ConfigureAwait(false);
            return await ResponseAsync(answer, sequence, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException or ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    // The peer unbinds: it is answered once its requests are.
    private async Task LetGoAsync(uint sequence)
    {
        _unboundByPeer = true;
        try
        {
            var begin = _options.Time.GetTimestamp();
            while (Volatile.Read(ref _owed) > 0 && _options.Time.GetElapsedTime(begin) < _options.ResponseTimeout) await Task.Delay(Poll, _end.Token).ConfigureAwait(false);
            _connection.Append(CommandId.UnbindResp, CommandStatus.Ok, sequence);
            _partedInOrder = true; // the peer may close before it is known that it has the answer
            await _connection.DrainAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // gone already
        }

        _farewell.TrySetResult();
    }

    /// <summary>Tells requests that were not answered in time, and asks for the peer where nothing is heard.</summary>
    private async Task KeepAsync()
    {
        var shorter = _options.ResponseTimeout < _options.EnquireEvery ? _options.ResponseTimeout : _options.EnquireEvery;
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, shorter.Ticks / 4)), _options.Time);
        TaskCompletionSource<SmppResponse>? asked = null;
        while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
        {
            foreach (var late in _window.TakeWhere(r => _options.Time.GetElapsedTime(r.Since) >= _options.ResponseTimeout))
                late.Answered?.Invoke(late.State, default, default, new TimeoutException($"no response in {_options.ResponseTimeout.TotalSeconds:0.###} s"));
            if (asked is { Task.IsFaulted: true }) throw new IOException("the peer did not answer enquire_link", asked.Task.Exception!.InnerException);
            if (asked is { Task.IsCompleted: true }) asked = null;
            if (asked is not null || _unbinding || _options.Time.GetElapsedTime(Volatile.Read(ref _heard)) < _options.EnquireEvery) continue;
            (asked, _) = Ask(CommandId.EnquireLink);
            await _connection.FlushAsync().ConfigureAwait(false);
        }
    }

    private (TaskCompletionSource<SmppResponse> Answer, uint Sequence) Ask(CommandId command)
    {
        var answer = NewAnswer();
        uint sequence;
        try
        {
            sequence = _window.AddOutside(new Awaited(_options.Time.GetTimestamp(), Complete, answer));
        }
        catch (ObjectDisposedException e)
        {
            throw Over(inDoubt: false, e);
        }

        _connection.Append(command, CommandStatus.Ok, sequence);
        return (answer, sequence);
    }
}
