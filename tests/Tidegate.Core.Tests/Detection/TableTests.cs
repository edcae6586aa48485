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
        var added = 0;
        for (var i = 0; i < 50_000; i++)
        {
            if (known.Touch(KnownNumbers.Key(1, (ulong)i), i) == KnownNumbers.New) added++;
            known.Touch(KnownNumbers.Key(1, 0), i);
            known.Count.ShouldBeLessThanOrEqualTo(2000);
        }

        (known.Count + known.Forgotten).ShouldBe(added);
        known.Since(KnownNumbers.Key(1, 0)).ShouldBe(0, "always in use");
        known.Since(KnownNumbers.Key(1, 49_999)).ShouldBe(49_999);
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
