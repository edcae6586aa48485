using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

public sealed class LookBackTests
{
    private const string Seed = "0N0XIzNsQ0O2";
    private const int Messages = 60_000;
    private const int Sought = 7;

    [Fact]
    public void Walk_WhereverItEnds_FindsWhatPlainLookingFindsAndCountsAsFarAsItCame() =>
        // From one message in two to one in ten thousand; left after some of those found, or not before the end.
        Gen.Select(Gen.Int[2, 10_000], Gen.Int[1, Messages], Gen.Int[1, Messages], Gen.Int[0, 100], Gen.Int[0, 1000]).Sample(
            (oneIn, from, furthest, leftAfter, first) =>
            {
                var rng = new Random(oneIn);
                var log = new MessageLog(Messages);
                for (var i = 0; i < Messages; i++) log.Add(new Message { Customer = rng.Next(oneIn) == 0 ? Sought : 1 });
                log.LeaveBefore(first, before: long.MaxValue, now: long.MaxValue);
                var least = Math.Max(first, from - furthest);
                var expected = new List<long>();
                for (long s = from - 1; s >= least && expected.Count <= leftAfter; s--) if (log[s].Customer == Sought) expected.Add(s);

                long looks = 0;
                var found = new List<long>();
                foreach (var s in new LookBack(log, Likeness.Any.Of(Sought), from - 1, furthest, ref looks))
                {
                    found.Add(s);
                    if (found.Count > leftAfter) break;
                }

                found.ShouldBe(expected);
                looks.ShouldBe((found.Count > leftAfter ? found[^1] : least) - from);
            },
            seed: Seed,
            iter: 60);
}
