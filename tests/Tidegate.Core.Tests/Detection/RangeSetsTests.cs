using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Which of many sets of ranges a number lies in.</summary>
public sealed class RangeSetsTests
{
    private static readonly Gen<SuspectRange> Ranges =
        from begins in Gen.ULong[0, 60]
        from length in Gen.ULong[0, 20]
        select new SuspectRange(begins, begins + length, 1, 0, 1, 0);

    [Fact]
    public void Number_IsInEachSetOneOfWhoseRangesHoldsIt() => Gen.Select(Ranges.List[0, 6].List[0, 8], Gen.ULong[0, 90]).Sample((sets, number) =>
    {
        var expected = Enumerable.Range(0, sets.Count).Where(s => sets[s].Count == 0 || sets[s].Exists(r => r.From <= number && number <= r.To));
        new RangeSets(sets).Of(number).ToArray().ShouldBe(expected);
    });
}
