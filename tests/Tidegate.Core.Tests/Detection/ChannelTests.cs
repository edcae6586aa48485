using CsCheck;
using Shouldly;
using System.Runtime.Intrinsics;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

public sealed class ChannelTests
{
    private const string Seed = "0N0XIzNsQ0O2";
    private static readonly double[] Factors = [2, 10, 60, 400];

    /// <summary>Misses are applied all at once, at the next hit; that must be what applying them one by one gives.</summary>
    [Fact]
    public void Share_AppliedLazily_IsTheCumulativeSumMessageByMessage() =>
        Gen.Select(Gen.Double[0.0005, 0.9], Gen.Int[0, 40].Array[1, 60]).Sample(
            (pi, gaps) =>
            {
                var evidence = Vector128<float>.Zero;
                var naive = new double[Factors.Length];
                foreach (var misses in gaps)
                {
                    evidence = ShareChannel.Hit(evidence, (float)pi, (uint)misses, seconds: 0, temper: 1);
                    for (var r = 0; r < naive.Length; r++)
                    {
                        for (var m = 0; m < misses; m++) naive[r] = Math.Max(0, naive[r] - Math.Log(1 + (Factors[r] * pi)));
                        naive[r] += Math.Log((1 + Factors[r]) / (1 + (Factors[r] * pi)));
                    }

                    for (var r = 0; r < naive.Length; r++) evidence.GetElement(r).ShouldBe((float)naive[r], 1e-3f + (1e-4f * (float)naive[r]));
                    ShareChannel.Peak(evidence).ShouldBe((float)(naive.Max() - Math.Log(4)), 2e-3f + (1e-4f * (float)naive.Max()));
                }
            },
            seed: Seed,
            iter: 200);

    /// <summary>Lorden 1971: under the null a cumulative sum needs e^h messages on average to reach h. Four are looked at, which the peak pays for.</summary>
    [Theory]
    [InlineData(0.02, 3.0)]
    [InlineData(0.1, 4.0)]
    [InlineData(0.5, 3.0)]
    public void Share_UnderTheNull_ReachesItsHeightOnceInAtLeastThatManyMessages(double pi, double height)
    {
        const int Runs = 1500;
        var rng = new Random(7);
        double sum = 0, squares = 0;
        for (var run = 0; run < Runs; run++)
        {
            var evidence = Vector128<float>.Zero;
            uint misses = 0;
            var messages = 0;
            while (ShareChannel.Peak(evidence) < height)
            {
                messages++;
                if (rng.NextDouble() >= pi)
                {
                    misses++;
                    continue;
                }

                evidence = ShareChannel.Hit(evidence, (float)pi, misses, seconds: 0, temper: 1);
                misses = 0;
            }

            sum += messages;
            squares += (double)messages * messages;
        }

        var mean = sum / Runs;
        var error = Math.Sqrt(((squares / Runs) - (mean * mean)) / Runs);
        (mean - (3 * error)).ShouldBeGreaterThan(Math.Exp(height), $"mean run length {mean:0} +- {error:0}");
    }

    [Fact]
    public void Share_WithTime_Fades() =>
        ShareChannel.Peak(ShareChannel.Hit(Vector128.Create(10f), 0.5f, misses: 0, seconds: 3600, temper: 1))
            .ShouldBe(ShareChannel.Peak(ShareChannel.Hit(Vector128.Create(10f), 0.5f, misses: 0, seconds: 0, temper: 1)) - ShareChannel.FadesPerHour, 1e-3f);

    /// <summary>The cumulative sum of a rate 2.3 times the usual grows with the messages; what counts allow does not, however many they are.</summary>
    [Fact]
    public void Share_ByCounts_IsBoundByHowOftenItIsTheUsual() =>
        Gen.Select(Gen.Double[0.001, 1e7], Gen.Double[1, 2.3]).Sample(
            (usual, times) => ShareChannel.MostOf(times * usual, usual).ShouldBeInRange(0, ShareChannel.Learns),
            seed: Seed);

    [Fact]
    public void Share_ByCounts_OfAnAttackInAQuietPlace_IsNearlyThatOfPoissonCounts() =>
        Gen.Select(Gen.Int[2, 20], Gen.Double[0.0001, 0.05]).Sample(
            (n, usual) =>
            {
                var poisson = (n * Math.Log(n / usual)) - n + usual;
                var most = ShareChannel.MostOf(n, usual);
                most.ShouldBeLessThanOrEqualTo(poisson);
                most.ShouldBeGreaterThan(0.75 * poisson);
            },
            seed: Seed);

    /// <summary>More messages never say less, and more that are usual never say more.</summary>
    [Fact]
    public void Share_ByCounts_GrowsWithWhatCameAndFallsWithWhatIsUsual() =>
        Gen.Select(Gen.Double[1, 1e6], Gen.Double[0.001, 1e6], Gen.Double[1, 3]).Sample(
            (n, usual, more) =>
            {
                var most = ShareChannel.MostOf(n, usual);
                ShareChannel.MostOf(n * more, usual).ShouldBeGreaterThanOrEqualTo(most - 1e-6);
                ShareChannel.MostOf(n, usual * more).ShouldBeLessThanOrEqualTo(most + 1e-6);
            },
            seed: Seed);

    [Fact]
    public void Sequence_OfAScript_SpeaksAndOfPeopleDoesNot()
    {
        var rng = new Random(5);
        var script = Enumerable.Range(0, 30).Select(i => 393391230000UL + (ulong)(i * 3));
        var people = Enumerable.Range(0, 30).Select(_ => 393391230000UL + (ulong)rng.Next(10_000));

        SequenceChannel.Weigh(script).LogOdds.ShouldBe(SequenceChannel.Most);
        SequenceChannel.Weigh(script.Reverse()).LogOdds.ShouldBe(SequenceChannel.Most);
        SequenceChannel.Weigh(people).LogOdds.ShouldBe(0);
    }

    [Fact]
    public void Sequence_OfAnything_StaysInItsBounds() =>
        Gen.ULong.Array[0, 50].Sample(d => SequenceChannel.Weigh(d).LogOdds is >= 0 and <= SequenceChannel.Most, seed: Seed, iter: 300);

    [Fact]
    public void Concentration_OfAFewBlocks_SpeaksAndOfPeopleDoesNot()
    {
        var rng = new Random(5);
        var blocks = new List<ulong>();
        for (var i = 0; i < 200; i++) blocks.Add(rng.NextDouble() < 8.0 / (8 + i) ? (ulong)(1000 + i) : blocks[rng.Next(i)]);

        ConcentrationChannel.Weigh(Enumerable.Range(0, 200).Select(_ => (ulong)rng.Next(4))).LogOdds.ShouldBeGreaterThan(0);
        ConcentrationChannel.Weigh(blocks).LogOdds.ShouldBeLessThan(0, "drawn from the null");
        ConcentrationChannel.Weigh([]).LogOdds.ShouldBe(0);
    }

    [Fact]
    public void Concentration_OfAnything_IsFinite() =>
        Gen.ULong[0, 20].Array[0, 300].Sample(b => double.IsFinite(ConcentrationChannel.Weigh(b).LogOdds), seed: Seed, iter: 200);

    [Fact]
    public void Delays_OfAnyConversions_AreADistribution() =>
        Gen.Double[-10, 200_000].Array[0, 300].Sample(
            seconds =>
            {
                var delays = new ConversionDelays();
                foreach (var s in seconds) delays.Add(s);
                var last = 0.0;
                for (var age = 0.0; age < 100_000; age = (age * 1.3) + 0.7)
                {
                    var by = delays.By(age);
                    (by >= last - 1e-9 && by <= 1).ShouldBeTrue($"{by} by {age} s after {last}");
                    last = by;
                }

                delays.By(0).ShouldBe(0);
                last.ShouldBeGreaterThan(0.99);
            },
            seed: Seed,
            iter: 100);

    [Fact]
    public void Delays_OfManyConversions_AreThoseConversions()
    {
        var delays = new ConversionDelays();
        for (var i = 0; i < 30_000; i++) delays.Add(600);

        delays.By(300).ShouldBeLessThan(0.02);
        delays.By(1000).ShouldBeGreaterThan(0.98);
    }

    [Fact]
    public void Young_InTheUsualMeasure_GivesNoEvidenceAndAboveItDoes()
    {
        var rng = new Random(3);
        var (usual, attacked) = (new Group(), new Group());
        for (var i = 0; i < 300; i++)
        {
            YoungChannel.Hit(ref usual, rng.NextDouble() < 0.1, repeats: 0, rate: 0.1f, idleSeconds: 1, learn: true, weigh: true);
            YoungChannel.Hit(ref attacked, rng.NextDouble() < 0.8, repeats: 0, rate: 0.1f, idleSeconds: 1, learn: true, weigh: true);
        }

        usual.YoungEvidence.ShouldBeLessThan(7);
        attacked.YoungEvidence.ShouldBeGreaterThan(100);
    }
}
