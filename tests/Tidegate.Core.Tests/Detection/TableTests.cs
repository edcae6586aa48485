using CsCheck;
using Shouldly;
using System.Runtime.CompilerServices;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>The tables against dictionaries, under random operations, saved and restored on the way.</summary>
public sealed class TableTests
{
    private const string Seed = "0N0XIzNsQ0O2";

    [Fact]
    public void KnownNumbers_WithRoom_AreADictionary() =>
        Gen.Select(Gen.ULong[0, 3000], Gen.Int[-1000, 100_000]).Array[1, 4000].Sample(
            touches =>
            {
                var (known, model) = (new KnownNumbers(1 << 20), new Dictionary<ulong, int>());
                foreach (var ((number, second), i) in touches.Select((t, i) => (t, i)))
                {
                    var key = KnownNumbers.Key(1, number);
                    if (model.TryGetValue(key, out var first)) known.Touch(key, second).ShouldBe(model[key] = Math.Min(first, second));
                    else
                    {
                        known.Touch(key, second).ShouldBe(KnownNumbers.New);
                        model.Add(key, second);
                    }

                    if (i == touches.Length / 2) known = Copy(known.Save, new KnownNumbers(1 << 20), static (k, r) => k.Load(r));
                }

                known.Count.ShouldBe(model.Count);
                foreach (var (key, first) in model) known.Since(key).ShouldBe(first);
                known.Since(KnownNumbers.Key(2, 1)).ShouldBe(KnownNumbers.New);
            },
            seed: Seed,
            iter: 30);

    [Fact]
    public void KnownNumbers_WhenFull_ForgetTheLongestUnusedAndCountThem()
    {
        var known = new KnownNumbers(2000);
        for (var i = 0; i < 50_000; i++)
        {
            known.Touch(KnownNumbers.Key(1, (ulong)i), i);
            known.Touch(KnownNumbers.Key(1, 0), i);
            known.Count.ShouldBeLessThanOrEqualTo(2000);
        }

        (known.Count + known.Forgotten).ShouldBe(50_000);
        known.Since(KnownNumbers.Key(1, 0)).ShouldBe(0, "always in use");
        known.Since(KnownNumbers.Key(1, 49_999)).ShouldBe(49_999);
        known.Since(KnownNumbers.Key(1, 40_000)).ShouldBe(KnownNumbers.New);
    }

    /// <summary>People who come back are not new, though since when they were known is forgotten; nor are many taken for known who never were.</summary>
    [Fact]
    public void KnownNumbers_ThatWereForgotten_AreNotNew()
    {
        const int Numbers = 20_000;
        var known = new KnownNumbers(8000);
        for (var i = 0; i < Numbers; i++) known.Touch(KnownNumbers.Key(1, (ulong)i), i);
        var taken = (double)Enumerable.Range(0, Numbers).Count(i => known.Touch(KnownNumbers.Key(2, (ulong)i), Numbers) != KnownNumbers.New) / Numbers;
        taken.ShouldBeLessThan(0.05);

        known = new KnownNumbers(8000);
        for (var i = 0; i < Numbers; i++) known.Touch(KnownNumbers.Key(1, (ulong)i), i);
        known.Since(KnownNumbers.Key(1, 0)).ShouldBe(KnownNumbers.New, "its time is forgotten");
        for (var i = 0; i < Numbers; i++)
        {
            if (i == Numbers / 2) known = Copy(known.Save, new KnownNumbers(8000), static (k, r) => k.Load(r));
            known.Touch(KnownNumbers.Key(1, (ulong)i), Numbers + i).ShouldBeInRange(0, Numbers + i, $"number {i}");
        }
    }

    /// <summary>A number that was refused until it was forgotten is new when it comes back.</summary>
    [Fact]
    public void KnownNumbers_ThatWereRefused_AreForgottenWhole()
    {
        var known = new KnownNumbers(2000);
        for (var i = 0; i < 1000; i++)
        {
            known.Touch(KnownNumbers.Key(1, (ulong)i), i);
            known.Refuse(KnownNumbers.Key(1, (ulong)i), refused: true);
        }

        for (var i = 1000; i < 10_000; i++) known.Touch(KnownNumbers.Key(1, (ulong)i), i);
        Enumerable.Range(0, 1000).Count(i => known.Touch(KnownNumbers.Key(1, (ulong)i), 10_000) == KnownNumbers.New).ShouldBeGreaterThan(900);
    }

    [Fact]
    public void Places_WithRoom_AreADictionary() =>
        Gen.ULong[0, 3000].Array[1, 4000].Sample(
            numbers =>
            {
                var (table, model) = (new SegmentedTable<Place>(1 << 20), new Dictionary<ulong, float>());
                for (var i = 0; i < numbers.Length; i++)
                {
                    var key = Mix.Hash(numbers[i], 7);
                    table.At(key).Baseline += i;
                    model[key] = model.GetValueOrDefault(key) + i;
                    if (i == numbers.Length / 2) table = Copy(table.Save, new SegmentedTable<Place>(1 << 20), static (t, r) => t.Load(r));
                }

                table.Count.ShouldBe(model.Count);
                foreach (var (key, baseline) in model) table.Find(key).Baseline.ShouldBe(baseline);
                Unsafe.IsNullRef(ref table.Find(Mix.Hash(1, 8))).ShouldBeTrue();
            },
            seed: Seed,
            iter: 30);

    [Fact]
    public void Places_WhenFull_LetTheLongestIdleGoButNotThoseWithEvidence()
    {
        var table = new SegmentedTable<Place>(2000);
        var suspect = Mix.Hash(99, 7);
        table.At(suspect).LogEvidence = System.Runtime.Intrinsics.Vector128.Create(30f);
        for (var i = 1; i < 50_000; i++)
        {
            table.At(Mix.Hash((ulong)i, 1)).Second = i;
            table.Count.ShouldBeLessThanOrEqualTo(2000);
        }

        (table.Count + table.Overflowed).ShouldBe(50_000);
        Unsafe.IsNullRef(ref table.Find(suspect)).ShouldBeFalse();
        Unsafe.IsNullRef(ref table.Find(Mix.Hash(49_999, 1))).ShouldBeFalse();
        Unsafe.IsNullRef(ref table.Find(Mix.Hash(1, 1))).ShouldBeTrue();
    }

    /// <summary>
    /// A place that had to leave has what it had learned again, to a part in a hundred; one that never was has learned nothing. Not
    /// quite all: three in four slots are held here, and a line of sixteen overflows where many fall into it; and 20 bits tell those of a line apart.
    /// </summary>
    [Fact]
    public void Places_ThatComeBack_HaveWhatTheyLearned()
    {
        const int Most = 4000;
        var places = new PlaceTables(Most);
        for (var i = 1; i <= 3 * Most; i++)
        {
            places.Reserve(1);
            places.At(i % 3, Mix.Hash((ulong)i, 5), i).Baseline = i;
        }

        places.Overflowed.ShouldBeGreaterThan(Most);
        places = Copy(places.Save, new PlaceTables(Most), static (p, r) => p.Load(r));
        var (wrong, taken) = (0, 0);
        for (var i = 1; i <= 3 * Most; i++)
        {
            places.Reserve(1);
            if (Math.Abs(places.At(i % 3, Mix.Hash((ulong)i, 5), 4 * Most).Baseline - i) > i * 0.01) wrong++;
        }

        for (var i = 1; i <= Most; i++)
        {
            places.Reserve(1);
            if (places.At(0, Mix.Hash((ulong)i, 6), 5 * Most).Baseline != 0) taken++;
        }

        wrong.ShouldBeLessThan(3 * Most / 30);
        taken.ShouldBeLessThanOrEqualTo(5);
    }

    private static T Copy<T>(Action<BinaryWriter> save, T into, Action<T, BinaryReader> load)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        load(into, reader);
        return into;
    }
}
