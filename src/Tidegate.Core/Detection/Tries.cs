namespace Tidegate.Detection;

/// <summary>Of messages taken newest first, the first ones to numbers, and after how long the second one came.</summary>
internal sealed class Tries
{
    /// <summary>Within what time (ms) further messages are the same try: codes that a script asks for together.</summary>
    private const long AtOnce = 10_000;

    private readonly Dictionary<(int Customer, ulong Destination), (long Next, long After)> _later = [];

    /// <summary>Their sequence numbers, newest first, and the time (ms) until the second one; the longest there is where none came.</summary>
    public List<(long Sequence, long Delay)> First { get; } = [];

    /// <summary>Takes a message that is older than those before.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="isFirst">Whether it is the first one to its number, and counts.</param>
    public void Take(in Message message, long sequence, bool isFirst)
    {
        var key = (message.Customer, message.Destination);
        var (next, after) = _later.GetValueOrDefault(key, (long.MaxValue, long.MaxValue));
        if (next - message.Time >= AtOnce) after = next;
        _later[key] = (message.Time, after);
        if (isFirst) First.Add((sequence, after == long.MaxValue ? after : after - message.Time));
    }
}
