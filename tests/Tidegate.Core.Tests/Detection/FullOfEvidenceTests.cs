using Shouldly;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Memory full of what is suspect goes on to take in what is new: an attacker could have it filled on purpose.</summary>
public sealed class FullOfEvidenceTests
{
    private const int Day = 86_400;
    private const int Most = 4000;

    [Fact(Timeout = 60_000)]
    public Task ATable_FullOfEvidence_LetsTheLongestUnusedGo() => Task.Run(() =>
    {
        var table = new SegmentedTable<Place>(Most);
        for (var i = 1; i <= 100_000; i++) Suspect(ref table.At(Mix.Hash((ulong)i, 1)), i / 100);
        table.Count.ShouldBeLessThanOrEqualTo(Most);
        (table.Count + table.Overflowed).ShouldBe(100_000);
        Unsafe.IsNullRef(ref table.Find(Mix.Hash(100_000, 1))).ShouldBeFalse();
        Unsafe.IsNullRef(ref table.Find(Mix.Hash(1, 1))).ShouldBeTrue();
    });

    [Fact(Timeout = 60_000)]
    public Task Places_FullOfEvidence_LetTheLongestUnusedGo() => Task.Run(() =>
    {
        var places = new PlaceTables(Most);
        for (var i = 1; i <= 100_000; i++)
        {
            places.Reserve(1);
            Suspect(ref places.At(i % 3, Mix.Hash((ulong)i, 1), i / 100), i / 100);
        }

        places.Count.ShouldBeLessThanOrEqualTo(Most);
        (places.Count + places.Overflowed).ShouldBe(100_000);
    });

    [Fact(Timeout = 60_000)]
    public Task UnusedCodes_FullOfEvidence_LetTheLongestUnusedGo() => Task.Run(() =>
    {
        var table = new SegmentedTable<UnusedCodes>(Most);
        for (var i = 1; i <= 100_000; i++)
        {
            ref var place = ref table.At(Mix.Hash((ulong)i, 1));
            (place.LogEvidence, place.Second) = (20, i / 100);
        }

        table.Count.ShouldBeLessThanOrEqualTo(Most);
        (table.Count + table.Overflowed).ShouldBe(100_000);
    });

    /// <summary>Evidence that nothing was added to for days is worth no room: half the table stays for what comes now.</summary>
    [Fact]
    public void OldEvidence_LeavesBeforeWhatIsUsedNow()
    {
        var table = new SegmentedTable<Place>(Most);
        for (var i = 1; i <= Most / 2; i++) Suspect(ref table.At(Mix.Hash((ulong)i, 1)), i / 100);
        for (var i = 1; i <= Most * 3; i++) table.At(Mix.Hash((ulong)i, 2)).Second = (3 * Day) + (i / 100);
        Enumerable.Range(1, Most / 2).Count(i => !Unsafe.IsNullRef(ref table.Find(Mix.Hash((ulong)i, 1)))).ShouldBe(0);
    }

    /// <summary>Thousands of blocks of several networks are filled, one after the other: each is suspect when it is left.</summary>
    [Fact(Timeout = 300_000)]
    public Task Traffic_ThatSuspectsManyPlaces_IsTakenInSmallMemory() => Task.Run(() =>
    {
        var options = new DetectionOptions { MaxMessages = 20_000, MaxPlaces = 2000, MaxKnownNumbers = 20_000, MaxGroups = 300 };
        var fed = new FedPartition(options);
        var second = 0.0;
        for (var i = 0; i < 3000; i++, second += 1.5) Weigh(fed.Submit(i, second, $"c{i % 5}", 393390000000UL + (Mix.Hash((ulong)i) % 10_000_000)));
        for (var i = 0; i < 40_000; i++, second += 0.05)
        {
            var (block, customer) = ((ulong)i / 20, $"c{i / 20 % 5}");
            Weigh(fed.Submit(10_000 + i, second, customer, 393400000000UL + (block * 10_000) + (ulong)(i % 20)));
        }

        fed.Partition.PlaceCount.ShouldBeLessThanOrEqualTo(options.MaxPlaces);
        fed.Partition.Overflowed.ShouldBeGreaterThan(0);
        fed.Partition.Counts.Submissions.ShouldBe(43_000);

        // Nobody answers: what is blocked would not be weighed.
        void Weigh(TrafficEvent e) => fed.Partition.Take(e, fed.Partition.Arrivals.Take(e));
    });

    private static void Suspect(ref Place place, int second) => (place.LogEvidence, place.Second) = (Vector128.Create(30f), second);
}
