using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>How a table with open addressing tells what is in its slots.</summary>
internal interface ISlotRule<T>
{
    /// <summary>Whether a slot holds something.</summary>
    bool IsHeld(in T item);

    /// <summary>Whether it is to be kept.</summary>
    bool Stays(in T item);

    /// <summary>Where it is looked for first, in a table of a length: the same or further for a longer one.</summary>
    int Home(in T item, int length);
}

/// <summary>
/// Gives a table with open addressing more slots where it lies: it is gone through once, from its end, so that what
/// moves is read and written in order and needs no second table.
/// </summary>
/// <remarks>
/// Homes keep their order when the table grows. So each run of held slots, taken out from the last run to the first, goes
/// to slots before which nothing is waiting to be moved, and nothing is ever put behind a slot that becomes free later.
/// </remarks>
internal static class Rehashing
{
    /// <summary>Grows a table, or, with its own length, only lets go what does not stay.</summary>
    /// <param name="slots">The slots, of which at least one is free.</param>
    /// <param name="length">Slots from now on, as many or more.</param>
    /// <param name="rule">What is in the slots.</param>
    /// <param name="run">Room to work in, used again.</param>
    /// <returns>How many stay.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // called seldom and for long: it would wait for ever to be compiled well
    public static int Grow<T, TRule>(Slab<T> slots, int length, TRule rule, ref T[] run)
        where T : unmanaged
        where TRule : struct, ISlotRule<T>
    {
        var old = slots.Length;
        slots.Grow(length);
        var items = slots.AsSpan();

        // What lies before the first free slot may belong to the end of the table, and what finds no slot at the end belongs
        // to its beginning: both are put where they belong last.
        var first = 0;
        while (rule.IsHeld(items[first])) first++;
        List<T> wrapped = [.. items[..first]];
        items[..first].Clear();

        var stay = 0;
        for (var end = old; end > first;)
        {
            if (!rule.IsHeld(items[end - 1]))
            {
                end--;
                continue;
            }

            var start = end - 1;
            while (rule.IsHeld(items[start - 1])) start--; // ends at the first free slot at the latest
            if (run.Length < end - start) run = new T[Math.Max(64, (end - start) * 2)];
            var moved = run.AsSpan(0, end - start);
            items[start..end].CopyTo(moved);
            items[start..end].Clear();
            foreach (ref readonly var item in moved)
            {
                if (!rule.Stays(item)) continue;
                var slot = rule.Home(item, items.Length);
                while (slot < items.Length && rule.IsHeld(items[slot])) slot++;
                if (slot == items.Length)
                {
                    wrapped.Add(item);
                    continue;
                }

                items[slot] = item;
                stay++;
            }

            end = start;
        }

        foreach (var item in wrapped)
        {
            if (!rule.Stays(item)) continue;
            var slot = rule.Home(item, items.Length);
            while (rule.IsHeld(items[slot])) slot = slot + 1 == items.Length ? 0 : slot + 1;
            items[slot] = item;
            stay++;
        }

        return stay;
    }
}
