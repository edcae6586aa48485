using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Growing a table where it lies: whatever the runs and the wraps at its end, everything that stays is found.</summary>
public sealed class RehashingTests
{
    private const string Seed = "0N0XIzNsQ0O2";

    [Fact]
    public void Grow_FromAnyFilling_KeepsWhatStaysReachableAndNothingElse() =>
        Gen.Select(Gen.Int[2, 60], Gen.Int[0, 60], Gen.UInt.Array[0, 59], Gen.Bool).Sample(
            (length, more, hashes, atTheEnd) =>
            {
                var slots = new Slab<ulong>(length);
                var held = new List<ulong>();
                foreach (var (hash, i) in hashes.Take(length - 1).Select((h, i) => (h, i)))
                {
                    // Homes at the end make runs that go on at the beginning.
                    var item = ((ulong)(atTheEnd ? hash | 0xF000_0000 : hash) << 32) | ((uint)i + 1);
                    held.Add(item);
                    slots[FreeFrom(slots, item)] = item;
                }

                ulong[] run = [];
                var stay = Rehashing.Grow(slots, length + more, default(OddOnes), ref run);

                var kept = held.Where(static i => (i & 1) == 1).ToList();
                stay.ShouldBe(kept.Count);
                slots.Length.ShouldBe(length + more);
                slots.AsSpan().ToArray().Where(static i => i != 0).Order().ShouldBe(kept.Order());
                foreach (var item in kept) slots[Found(slots, item)].ShouldBe(item);
            },
            seed: Seed,
            iter: 20_000);

    private static int FreeFrom(Slab<ulong> slots, ulong item)
    {
        var slot = OddOnes.HomeOf(item, slots.Length);
        while (slots[slot] != 0) slot = (slot + 1) % slots.Length;
        return slot;
    }

    private static int Found(Slab<ulong> slots, ulong item)
    {
        var slot = OddOnes.HomeOf(item, slots.Length);
        while (slots[slot] != item && slots[slot] != 0) slot = (slot + 1) % slots.Length;
        return slot;
    }

    private readonly struct OddOnes : ISlotRule<ulong>
    {
        public static int HomeOf(ulong item, int length) => (int)(((item >> 32) * (ulong)length) >> 32);

        public bool IsHeld(in ulong item) => item != 0;

        public bool Stays(in ulong item) => (item & 1) == 1;

        public int Home(in ulong item, int length) => HomeOf(item, length);
    }
}
