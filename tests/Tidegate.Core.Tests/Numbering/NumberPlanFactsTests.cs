using Shouldly;
using Tidegate.Numbering;
using Xunit;

namespace Tidegate.Core.Tests.Numbering;

public sealed class NumberPlanFactsTests
{
    private readonly NumberPlan _plan = new();

    [Theory]
    [InlineData(12425550123, "BS")]
    [InlineData(18768501234, "JM")]
    [InlineData(14165550123, "CA")]
    [InlineData(12125550123, "US")]
    [InlineData(77012345678, "KZ")]
    [InlineData(79161234567, "RU")]
    [InlineData(441481960194, "GG")]
    [InlineData(994501234567, "AZ")]
    public void Lookup_SharedCallingCodes_TellsTheCountry(ulong destination, string country) =>
        _plan.CountryName(_plan.Lookup(destination).Country).ShouldBe(country);

    [Theory]
    [InlineData(870773111632, NumberType.Satellite)]
    [InlineData(881612345678, NumberType.Satellite)]
    [InlineData(883510012345, NumberType.Satellite)]
    [InlineData(979123456789, NumberType.Premium)]
    [InlineData(80012345678, NumberType.TollFree)]
    [InlineData(80812345678, NumberType.SharedCost)]
    public void Lookup_InternationalCodes_TellsTypeAndNoCountry(ulong destination, NumberType type)
    {
        var info = _plan.Lookup(destination);
        info.Type.ShouldBe(type);
        _plan.CountryName(info.Country).ShouldBe("001");
        _plan.CountryDisplayName(info.Country).ShouldContain("+" + destination / Pow10(destination));
    }

    [Theory]
    [InlineData(77012345678, "40102", "KZ")]
    [InlineData(994501234567, "40001", "AZ")]
    public void Lookup_OperatorWithOneNetwork_TellsMccMnc(ulong destination, string mccMnc, string country)
    {
        var info = _plan.Lookup(destination);
        _plan.NetworkName(info.Network).ShouldBe(mccMnc);
        _plan.OperatorName(info.Operator).ShouldNotBeEmpty();
        _plan.NetworkByMccMnc(mccMnc)!.Countries.ShouldContain(country);
    }

    [Fact]
    public void NetworkNames_ForReports_ReadWell()
    {
        _plan.NetworkDisplayName("40101").ShouldBe("40101 Beeline, KZ");
        _plan.NetworkDisplayName("12345").ShouldBe("12345");
        _plan.NetworkByMccMnc("338050")!.MccMnc.ShouldNotBe(_plan.NetworkByMccMnc("33805")?.MccMnc);
        _plan.NetworkName(_plan.NetworkId("40101")).ShouldBe("40101");
        _plan.CountryDisplayName(_plan.CountryId("AZ")).ShouldBe("Azerbaijan");
        _plan.CountryName(0).ShouldBe("");
        _plan.CountryDisplayName(0).ShouldBe("");
    }

    [Theory]
    [InlineData("310260", "US")]
    [InlineData("310400", "GU")]
    [InlineData("42505", "PS")]
    [InlineData("50501", "AU")]
    public void OfANetworkInSeveralCountriesTheUsualOneComesFirst(string mccMnc, string country) => _plan.NetworkByMccMnc(mccMnc)!.Countries[0].ShouldBe(country);

    [Fact]
    public void Lookup_EveryMagnitude_NeverFails()
    {
        for (ulong n = 1; n < ulong.MaxValue / 10; n *= 10)
            foreach (var number in (ulong[])[n - 1, n, n * 9 + 9]) _plan.Lookup(number).ShouldBe(_plan.Lookup(number));
        _plan.Lookup(ulong.MaxValue).LengthValid.ShouldBeFalse();
        _plan.Lookup(0).ShouldBe(default);
    }

    [Fact]
    public void Lookup_WhenFull_CountsAndStaysRight()
    {
        var small = new NumberPlan(maxPlaces: 64);
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var number = 994_500_000_000 + (ulong)random.NextInt64(100_000_000_000);
            var (a, b) = (small.Lookup(number), _plan.Lookup(number));
            a.ShouldBe(b);
        }
        small.Overflow.ShouldBeGreaterThan(0);
        small.Places.ShouldBeLessThanOrEqualTo(64);
        _plan.Overflow.ShouldBe(0);
    }

    [Fact]
    public void Lookup_KnownBlock_DoesNotAllocate()
    {
        ulong[] numbers = [994501234567, 12125550123, 447911123456, 5511987654321, 881612345678];
        foreach (var number in numbers) _plan.Lookup(number);
        var calls = _plan.LibraryCalls;
        var before = GC.GetAllocatedBytesForCurrentThread();
        long sum = 0;
        for (var i = 0; i < 10_000; i++) sum += _plan.Lookup(numbers[i % numbers.Length]).Country;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBeGreaterThan(0);
        _plan.LibraryCalls.ShouldBe(calls);
    }

    [Theory]
    [InlineData(447911123456, 440000000000, 449999999999)]
    [InlineData(12025550123, 10000000000, 19999999999)]
    [InlineData(79161234567, 70000000000, 79999999999)]
    [InlineData(77011234567, 70000000000, 79999999999)]
    [InlineData(393331234567, 390000000000, 399999999999)]
    [InlineData(35799123456, 35700000000, 35799999999)]
    [InlineData(994501234567, 994000000000, 994999999999)]
    [InlineData(4915112345, 4900000000, 4999999999)] // as many digits as it has, whatever its country's others have
    [InlineData(491511234567890, 490000000000000, 499999999999999)]
    [InlineData(999123456789, 999000000000, 999999999999)] // no country's
    public void WithCallingCodeOf_ANumber_TellsAllThatBeginLikeIt(ulong destination, ulong from, ulong to) => _plan.WithCallingCodeOf(destination).ShouldBe((from, to));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(44)]
    [InlineData(99)]
    [InlineData(999)]
    [InlineData(9999)]
    [InlineData(999_999_999_999_999)]
    public void WithCallingCodeOf_ShortAndOddNumbers_HoldsThemAndNoneOfOtherLength(ulong destination)
    {
        var (from, to) = _plan.WithCallingCodeOf(destination);
        destination.ShouldBeInRange(from, to);
        from.ToString().Length.ShouldBe(destination.ToString().Length);
        to.ToString().Length.ShouldBe(destination.ToString().Length);
    }

    private static ulong Pow10(ulong destination)
    {
        ulong ten = 1;
        while (destination / ten >= 1000) ten *= 10;
        return ten;
    }
}
