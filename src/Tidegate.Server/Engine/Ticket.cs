using Tidegate.Live;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>An entry on its way: queued, journalled, applied, written down.</summary>
internal sealed class Ticket
{
    private readonly TaskCompletionSource<LiveOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Ticket(EntryKind kind, byte[] body, int events)
    {
        Kind = kind;
        Body = body;
        Events = events;
    }

    public EntryKind Kind { get; }

    public byte[] Body { get; private set; }

    public int Bytes { get; private init; }

    public int Events { get; }

    public LiveBatch? Batch { get; private init; }

    public Fact? Fact { get; private init; }

    /// <summary>Its position, once it is durable.</summary>
    public long Position { get; private set; }

    /// <summary>When it was made durable.</summary>
    public DateTimeOffset JournalledAt { get; private set; }

    /// <summary>When it came in, as a timestamp of the time provider.</summary>
    public long Since { get; init; }

    /// <summary>What became of it: for events once they are durable and applied, for facts once they are written down too.</summary>
    public Task<LiveOutcome> Done => _done.Task;

    public static Ticket Of(LiveBatch batch, long since)
    {
        var body = LiveBatchCodec.Encode(batch);
        return new Ticket(EntryKind.Events, body, batch.Count) { Batch = batch, Since = since, Bytes = body.Length };
    }

    public static Ticket Of(Fact fact, long since)
    {
        var body = fact.Encode();
        return new Ticket(EntryKind.Fact, body, 0) { Fact = fact, Since = since, Bytes = body.Length };
    }

    /// <summary>Lets go of the bytes, which are in the journal now.</summary>
    public void Journalled(long position, DateTimeOffset at)
    {
        Position = position;
        JournalledAt = at;
        Body = [];
    }

    public void Complete(LiveOutcome outcome) => _done.TrySetResult(outcome);

    public void Fail(Exception error) => _done.TrySetException(error);
}

/// <summary>There is no room for more until what is queued has been taken in.</summary>
internal sealed class QueueFullException() : Exception("the queue is full");

/// <summary>What came in could not be made durable, or the service is stopping; nothing of it was taken.</summary>
internal sealed class NotDurableException(string message, Exception? inner = null) : Exception(message, inner);
