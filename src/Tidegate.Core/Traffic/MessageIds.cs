using System.Collections.Concurrent;
using System.Text;

namespace Tidegate.Traffic;

/// <summary>
/// Message ids in words, of the submissions of some customers alone: events themselves have an id's hash. Kept where they are evidence, so that a
/// customer or supplier finds a message by the id that both know. Safe for threads.
/// </summary>
/// <param name="wanted">Whose are kept, by the customer's name.</param>
/// <param name="since">Of messages from this time on, Unix ms.</param>
/// <param name="until">Of messages up to this time, Unix ms.</param>
public sealed class MessageIds(Func<string, bool> wanted, long since = long.MinValue, long until = long.MaxValue)
{
    /// <summary>Most ids at a time.</summary>
    public const int Most = 4_000_000;

    private readonly ConcurrentDictionary<ulong, string> _byKey = new();
    private long _leftOut;

    /// <summary>Ids that found no room.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    /// <summary>Keeps the id of a submission that is wanted.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="names">Names behind its ids.</param>
    /// <param name="id">Its message id, UTF-8.</param>
    public void Note(in TrafficEvent submission, TrafficNames names, ReadOnlySpan<byte> id)
    {
        if (Wants(in submission, names)) Offer(submission.MessageKey, id);
    }

    /// <summary>Keeps the id of a submission that is wanted.</summary>
    public void Note(in TrafficEvent submission, TrafficNames names, string id)
    {
        if (Wants(in submission, names)) Add(submission.MessageKey, id);
    }

    /// <summary>Keeps an id before it is known whose it is.</summary>
    public void Offer(ulong key, ReadOnlySpan<byte> id)
    {
        if (!_byKey.ContainsKey(key)) Add(key, Encoding.UTF8.GetString(id));
    }

    /// <summary>The id of a key; null when it is not kept.</summary>
    public string? Find(ulong key) => _byKey.GetValueOrDefault(key);

    /// <summary>Takes a submission's id out; null when it is not kept, or not wanted.</summary>
    public string? Take(in TrafficEvent e, TrafficNames names) =>
        e.Kind == EventKind.Submit && _byKey.TryRemove(e.MessageKey, out var id) && Wants(in e, names) ? id : null;

    /// <summary>Forgets all.</summary>
    public void Clear() => _byKey.Clear();

    private bool Wants(in TrafficEvent e, TrafficNames names) =>
        e.Kind == EventKind.Submit && e.Customer != 0 && e.Time >= since && e.Time <= until && wanted(names.Customers[e.Customer]);

    private void Add(ulong key, string id)
    {
        if (_byKey.Count < Most) _byKey.TryAdd(key, id);
        else Interlocked.Increment(ref _leftOut);
    }
}
