using System.Diagnostics.Metrics;
using Tidegate.Notifications;
using Tidegate.Notify.Senders;

namespace Tidegate.Notify;

/// <summary>What the notifier has done since it started; also as metrics of the meter "Tidegate.Notify".</summary>
public sealed class NotifierCounts : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Tidegate.Notify";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _news;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _givenUp;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _loopFailures;
    private long _enqueued;
    private long _delivered;
    private long _failed;
    private long _gaveUp;
    private long _loopFailed;

    internal NotifierCounts()
    {
        _news = _meter.CreateCounter<long>("tidegate.notify.news", "{notice}", "News judged for a channel, by what became of it");
        _attempts = _meter.CreateCounter<long>("tidegate.notify.attempts", "{attempt}", "Attempts to send, by kind of channel and result");
        _givenUp = _meter.CreateCounter<long>("tidegate.notify.given_up", "{message}", "Messages given up");
        _closed = _meter.CreateCounter<long>("tidegate.notify.channels_disabled", "{channel}", "Channels given up");
        _loopFailures = _meter.CreateCounter<long>("tidegate.notify.loop_failures", "{failure}", "Times the outbox could not be read or written");
    }

    /// <summary>Messages put in.</summary>
    public long Enqueued => Interlocked.Read(ref _enqueued);

    /// <summary>Messages delivered.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Attempts that failed.</summary>
    public long FailedAttempts => Interlocked.Read(ref _failed);

    /// <summary>Messages given up.</summary>
    public long GivenUp => Interlocked.Read(ref _gaveUp);

    /// <summary>Times the outbox could not be read or written.</summary>
    public long LoopFailures => Interlocked.Read(ref _loopFailed);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Judged(Silence silence)
    {
        if (silence == Silence.None) Interlocked.Increment(ref _enqueued);
        _news.Add(1, new KeyValuePair<string, object?>("result", silence == Silence.None ? "told" : silence.ToString()));
    }

    internal void Attempted(string kind, SendResult result)
    {
        Interlocked.Increment(ref result == SendResult.Delivered ? ref _delivered : ref _failed);
        _attempts.Add(1, new KeyValuePair<string, object?>("channel_kind", kind), new KeyValuePair<string, object?>("result", result.ToString()));
    }

    internal void GaveUp(int messages)
    {
        Interlocked.Add(ref _gaveUp, messages);
        _givenUp.Add(messages);
    }

    internal void ChannelClosed() => _closed.Add(1);

    internal void LoopFailed()
    {
        Interlocked.Increment(ref _loopFailed);
        _loopFailures.Add(1);
    }
}
