using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tidegate.Notifications;
using Tidegate.Notify.Senders;
using Tidegate.Storage.Outbox;
using Tidegate.Traffic.Reading;

namespace Tidegate.Notify.Dispatching;

/// <summary>
/// Drains the outbox. Every channel that has something to send is drained by a task of its own, one message after another: a receiver
/// that is slow or dead holds up itself alone.
/// </summary>
internal sealed partial class Dispatcher(NotificationOutbox outbox, Func<ChannelLines> lines, ChannelClosing closing, NotifierCounts counts, TimeProvider time, ILogger logger)
{
    /// <summary>How long a sender holds a message: longer than any attempt takes.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Task> _draining = new(StringComparer.Ordinal);
    private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something was put in: look now rather than in a second.</summary>
    public void Wake() => Volatile.Read(ref _woken).TrySetResult();

    /// <summary>Sends until it is stopped, then waits for what is being sent.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            var wait = Poll;
            Interlocked.Exchange(ref _woken, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            try
            {
                Pump(stop);
                failures = 0;
            }
            catch (Exception e)
            {
                counts.LoopFailed();
                LoopFailed(logger, e);
                wait = TimeSpan.FromSeconds(Math.Min(LongestBackOff.TotalSeconds, Math.Pow(2, Math.Min(10, failures++))));
            }

            await Pause(wait, stop);
        }

        await Task.WhenAll(_draining.Values);
    }

    /// <summary>Starts to drain the channels that have something to send. Does not wait for them.</summary>
    internal void Pump(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        foreach (var name in outbox.DueChannels(now, LeaseTime))
        {
            if (_draining.ContainsKey(name)) continue;
            if (lines().Find(name) is not { } line)
            {
                // It was taken out of the settings: nobody will ever send these.
                var given = outbox.GiveUpAll(name, now, "The channel is no longer in the settings.");
                counts.GaveUp(given);
                ChannelUnknown(logger, name, given);
                continue;
            }

            if (!line.Pace.IsReady) continue;
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_draining.TryAdd(name, gate.Task)) _ = Task.Run(() => DrainAsync(line, gate, stop), CancellationToken.None);
        }

        if (closing.IsPurgeDue(now)) outbox.Purge(closing.PurgeBefore(now));
    }

    /// <summary>Waits until no channel is being drained.</summary>
    internal Task IdleAsync() => Task.WhenAll(_draining.Values);

    private async Task DrainAsync(ChannelLine line, TaskCompletionSource done, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && line.Pace.TryTake())
            {
                if (outbox.Lease(line.Rules.Name, time.GetUtcNow(), LeaseTime) is not { } message)
                {
                    line.Pace.GiveBack();
                    break;
                }

                await SendAsync(line, message, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The message was given back.
        }
        catch (Exception e)
        {
            counts.LoopFailed();
            line.Pace.Pause(TimeSpan.FromSeconds(5));
            ChannelFailed(logger, line.Rules.Name, e);
        }
        finally
        {
            _draining.TryRemove(line.Rules.Name, out _);
            done.SetResult();
        }
    }

    private async Task SendAsync(ChannelLine line, OutboxMessage message, CancellationToken stop)
    {
        SendOutcome outcome;
        using var span = NotifierSpans.Begin(line.Rules.Name, line.Kind, message.Attempt);
        try
        {
            outcome = await line.Sender.SendAsync(message.MessageId, NoticeJson.Read(message.Payload), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            outbox.Return(message);
            throw;
        }
        catch (JsonException e)
        {
            outcome = new SendOutcome(SendResult.Refused, "What was kept of the message cannot be read: " + e.Message);
        }
        catch (Exception e)
        {
            // A sender answers for what receivers do; this is a fault of ours, and must stop no other message.
            SenderFailed(logger, line.Rules.Name, message.MessageId, e);
            outcome = new SendOutcome(SendResult.Failed, PhoneMask.Apply(System.Text.Encoding.UTF8.GetBytes($"{e.GetType().Name}: {e.Message}")));
        }

        span.End(outcome.Result);
        Settle(line, message, outcome);
    }

    private void Settle(ChannelLine line, OutboxMessage message, SendOutcome outcome)
    {
        var now = time.GetUtcNow();
        counts.Attempted(line.Kind, outcome.Result);
        if (outcome.SlowDown) line.Pace.Pause(RetrySchedule.After(message.MessageId, 1, outcome.After)!.Value);
        var again = outcome.Result == SendResult.Failed ? RetrySchedule.After(message.MessageId, message.Attempt, outcome.After) : null;
        switch (outcome.Result)
        {
            case SendResult.Delivered:
                outbox.Delivered(message, now);
                if (outcome.Error.Length > 0) PartlyDelivered(logger, line.Rules.Name, message.MessageId, outcome.Error);
                else Delivered(logger, line.Rules.Name, message.MessageId, message.Attempt);
                return;
            case SendResult.Gone:
                outbox.GiveUp(message, now, outcome.Error);
                counts.GaveUp(1);
                closing.Close(line, null, "its receiver wants no more messages (410)");
                return;
            default:
                var since = again is { } wait ? outbox.Retry(message, now, now + wait, outcome.Error) : outbox.GiveUp(message, now, outcome.Error);
                if (again is { } delay) AttemptFailed(logger, line.Rules.Name, message.MessageId, message.Attempt, delay, outcome.Error);
                else GaveUp(logger, line.Rules.Name, message.MessageId, message.Attempt, outcome.Error);
                if (again is null) counts.GaveUp(1);
                closing.CloseWhenLongFailing(line, since, now, outcome.Error);
                return;
        }
    }

    private async Task Pause(TimeSpan wait, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(Volatile.Read(ref _woken).Task, Task.Delay(wait, time, either.Token));
        await either.CancelAsync();
    }

    [LoggerMessage(7001, LogLevel.Information, "Channel {Channel}: message {Message} delivered at attempt {Attempt}")]
    private static partial void Delivered(ILogger logger, string channel, string message, int attempt);

    [LoggerMessage(7002, LogLevel.Warning, "Channel {Channel}: message {Message} delivered in part: {Reason}")]
    private static partial void PartlyDelivered(ILogger logger, string channel, string message, string reason);

    [LoggerMessage(7003, LogLevel.Warning, "Channel {Channel}: attempt {Attempt} at message {Message} failed, again in {Delay}: {Reason}")]
    private static partial void AttemptFailed(ILogger logger, string channel, string message, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(7004, LogLevel.Error, "Channel {Channel}: message {Message} given up after attempt {Attempt}: {Reason}")]
    private static partial void GaveUp(ILogger logger, string channel, string message, int attempt, string reason);

    [LoggerMessage(7005, LogLevel.Error, "The outbox cannot be read; trying again")]
    private static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(7006, LogLevel.Error, "Channel {Channel}: the outbox failed; trying again")]
    private static partial void ChannelFailed(ILogger logger, string channel, Exception exception);

    [LoggerMessage(7007, LogLevel.Error, "Channel {Channel}: message {Message}: the sender itself failed")]
    private static partial void SenderFailed(ILogger logger, string channel, string message, Exception exception);

    [LoggerMessage(7008, LogLevel.Error, "Channel {Channel} is not in the settings; {Count} messages for it are given up")]
    private static partial void ChannelUnknown(ILogger logger, string channel, int count);
}
