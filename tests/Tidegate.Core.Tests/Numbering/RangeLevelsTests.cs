using CsCheck;
using Shouldly;
using Tidegate.Numbering;
using Xunit;

namespace Tidegate.Core.Tests.Numbering;

public sealed class RangeLevelsTests
{
    [Theory]
    [InlineData(994501234567, 2, 994501234500, 994501234599)]
    [InlineData(994501234567, 3, 994501234000, 994501234999)]
    [InlineData(994501234567, 4, 994501230000, 994501239999)]
    [InlineData(994501234567, 5, 994501200000, 994501299999)]
    public void Range_OfADestination_KeepsTheLeadingDigits(ulong destination, int drop, ulong from, ulong to) =>
        RangeLevels.Range(RangeLevels.Key(destination, drop)).ShouldBe((from, to));

    [Theory]
    [InlineData(1234567, 3, true)]
    [InlineData(1234567, 4, false)]
    [InlineData(0, 2, false)]
    [InlineData(1_000_000_000_000_000, 2, false)]
    public void Key_OfAShortOrTooLongNumber_DoesNotExist(ulong destination, int drop, bool exists) =>
        (RangeLevels.Key(destination, drop) != 0).ShouldBe(exists);

    [Fact]
    public void Key_Property_TellsBlocksApartAndNests() =>
        Gen.Select(Gen.ULong[1_000_000, 999_999_999_999_999], Gen.ULong[1_000_000, 999_999_999_999_999], Gen.Int[0, 10]).Sample((a, b, drop) =>
        {
            var near = Math.Max(a, 1) / 1000 * 1000 + b % 1000;
            foreach (var other in (ulong[])[b, near])
            {
                ulong first = RangeLevels.Key(a, drop), second = RangeLevels.Key(other, drop);
                if (first == 0) continue;
                var (from, to) = RangeLevels.Range(first);
                (a >= from && a <= to).ShouldBeTrue();
                (first == second).ShouldBe(other >= from && other <= to);
                var parent = RangeLevels.Parent(first);
                parent.ShouldBe(RangeLevels.Key(a, drop + 1));
                if (parent != 0) RangeLevels.Range(parent).ShouldSatisfyAllConditions(r => r.From.ShouldBeLessThanOrEqualTo(from), r => r.To.ShouldBeGreaterThanOrEqualTo(to));
            }
        }, seed: "0000KeYs0001", iter: 20_000);
}
