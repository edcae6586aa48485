using System.Collections.Concurrent;
using Tidegate.Smpp.Text;

namespace Tidegate.Server.Smpp;

/// <summary>The verdict on a message's first part seen, for its other parts: on whatever bind of the account they come, in whatever
/// order. Without it a block that begins between parts leaves half a message delivered and billed.</summary>
internal sealed class PartVerdicts(TimeProvider time, SmppCounts counts)
{
    private const int Room = 100_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Key, (Ruling Ruling, long Since)> _verdicts = new();

    /// <summary>The ruling on a part: that on the first part seen.</summary>
    public Ruling On(string customer, string sender, ulong destination, in Concatenation part, Func<Ruling> ask)
    {
        var key = new Key(customer, sender, destination, part.Reference, part.Total);
        if (_verdicts.TryGetValue(key, out var known) && time.GetElapsedTime(known.Since) < Kept) return known.Ruling;
        var ruling = ask();
        if (ruling == Ruling.Fail) return ruling; // will be tried again, and may then be ruled on
        if (_verdicts.Count >= Room) Clear();
        if (_verdicts.Count >= Room) counts.PartsUnkept.Add();
        else _verdicts[key] = (ruling, time.GetTimestamp());
        return ruling;
    }

    private void Clear()
    {
        foreach (var (key, verdict) in _verdicts)
            if (time.GetElapsedTime(verdict.Since) >= Kept) _verdicts.TryRemove(key, out _);
    }

    private readonly record struct Key(string Customer, string Sender, ulong Destination, int Reference, int Total);
}
