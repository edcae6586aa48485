using CsCheck;
using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

public sealed class RangeIndexTests
{
    /// <summary>However ranges overlap, and of whichever networks they are.</summary>
    [Fact]
    public void ANumber_IsInTheIndex_WhereARangeOfItsNetworkHasIt() =>
        Gen.Select(Gen.ULong[0, 60], Gen.ULong[0, 30], Gen.Int[1, 3]).Array[0, 12].Sample(
            drawn =>
            {
                var ranges = drawn.Select(d => new SuspectRange(d.Item1, d.Item1 + d.Item2, 1, 0.1, d.Item3, 0)).ToList();
                var index = new RangeIndex(ranges);
                for (var network = 0; network < 5; network++)
                    for (var number = 0UL; number < 100; number++)
                        index.Has(network, number).ShouldBe(ranges.Exists(r => r.Network == network && r.From <= number && r.To >= number));
            },
            seed: "0N0XIzNsQ0O2",
            iter: 200);
}
