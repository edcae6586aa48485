using Tidegate.Traffic;

namespace Tidegate.Server.Smpp;

/// <summary>What becomes of submissions whose message id the SMSC gave before.</summary>
internal sealed partial class SmppRecorder
{
    private const int MostTold = 1000;

    private readonly ReusedIds _reused = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    // Nothing is sent to the engine twice, so a submission that it knows already is another message whose id the SMSC gave before. Receipts that
    // went to the message before, because this was not known yet, are given again.
    private bool GiveAgain(ReadOnlySpan<SmppEvent> events, IReadOnlyList<int> repeated)
    {
        var (next, again) = (0, false);
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var one = ref events[i];
            var isRepeated = next < repeated.Count && repeated[next] == i;
            if (isRepeated) next++;
            if (one.IsAgain || !(isRepeated || (one.Kind == EventKind.Receipt && _reused.Newest(one.Customer, one.MessageKey) != one.GivenKey))) continue;
            if (isRepeated) Reused(one);
            Record(isRepeated ? one with { IsAgain = true, GivenKey = _reused.Next(one.Customer, one.MessageKey) } : one with { IsAgain = true });
            again = true;
        }

        return again;
    }

    // A submission whose id is known to be given again has a key of its own from the start.
    private ulong KeyOf(in SmppEvent one)
    {
        if (one.Kind == EventKind.Submit && one.IsAgain) return one.GivenKey;
        var newest = _reused.Newest(one.Customer, one.MessageKey);
        if (one.Kind != EventKind.Submit || newest == one.MessageKey) return newest;
        Reused(one);
        return _reused.Next(one.Customer, one.MessageKey);
    }

    private void Reused(in SmppEvent one)
    {
        counts.IdsReused.Add();
        if (_told.Count < MostTold && _told.Add(one.Customer)) LogReused(one.Customer, one.Supplier is { Length: > 0 } supplier ? supplier : "its SMSC");
    }

    [LoggerMessage(LogLevel.Warning, "SMPP: {Supplier} gave message ids again that messages of {Customer} have; each message is recorded, but receipts of such an id belong to the newest. Told once a customer; tidegate.smpp.ids.reused counts them")]
    private partial void LogReused(string customer, string supplier);
}
