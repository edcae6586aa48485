using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>Of messages taken newest first, the first ones to numbers, and after how long the second one came.</summary>
internal sealed class Tries
{
    /// <summary>Within what time (ms) further messages are the same try: codes that a script asks for together.</summary>
    private const long AtOnce = 10_000;

    private readonly Dictionary<Number, (long Next, long After)> _later = [];

    /// <summary>Their sequence numbers, newest first, and the time (ms) until the second one; the longest there is where none came.</summary>
    public List<(long Sequence, long Delay)> First { get; } = [];

    /// <summary>Takes a message that is older than those before.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="isFirst">Whether it is the first one to its number, and counts.</param>
    public void Take(in Message message, long sequence, bool isFirst)
    {
        ref var later = ref CollectionsMarshal.GetValueRefOrAddDefault(_later, new Number(message.Customer, message.Destination), out var known);
        if (!known) later.Next = later.After = long.MaxValue;
        if (later.Next - message.Time >= AtOnce) later.After = later.Next;
        later.Next = message.Time;
        if (isFirst) First.Add((sequence, later.After == long.MaxValue ? long.MaxValue : later.After - message.Time));
    }

    // Thousands are looked up for each examination: of all that a hash may be, this one is soon made.
    private readonly record struct Number(int Customer, ulong Destination)
    {
        public override int GetHashCode() => (int)(KnownNumbers.Key(Customer, Destination) >> 32);
    }
}
