using Shouldly;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Xunit;

namespace Tidegate.Core.Tests.Reporting;

public sealed class PhrasesTests
{
    [Theory]
    [InlineData(994501230000, 994501239999, "+99450123xxxx")]
    [InlineData(994501230000, 994501230099, "+9945012300xx")]
    [InlineData(994501230000, 994501249999, "+994501230000 to +994501249999")]
    [InlineData(994501230001, 994501239999, "+994501230001 to +994501239999")]
    [InlineData(994501230017, 994501230017, "+994501230017")]
    [InlineData(99, 100, "+99 to +100")]
    public void Whole_blocks_are_written_with_x(ulong from, ulong to, string text) => Phrases.Range(new NumberRange(from, to)).ShouldBe(text);

    [Theory]
    [InlineData(0, "1 to 1")]
    [InlineData(-1.4, "1 to 4.1")]
    [InlineData(9.2, "9,897 to 1")]
    [InlineData(24, "26.5 billion to 1")]
    [InlineData(40, "10¹⁷ to 1")]
    [InlineData(double.NaN, "?")]
    [InlineData(double.PositiveInfinity, "?")]
    public void Odds_are_a_bet(double logOdds, string text) => Phrases.Odds(logOdds).ShouldBe(text);

    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.99996, "> 99.9 %")]
    [InlineData(0.997, "99.7 %")]
    [InlineData(0.712, "71 %")]
    [InlineData(0.004, "0.4 %")]
    [InlineData(0, "0 %")]
    public void Only_all_is_a_hundred_per_cent(double share, string text) => Phrases.Percent(share).ShouldBe(text);

    [Theory]
    [InlineData(0.2, "under 1 s")]
    [InlineData(41, "41 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(3600, "1 h")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(93600, "1 d 2 h")]
    [InlineData(-60, "-1 min")]
    public void Spans_have_two_units(double seconds, string text) => Phrases.Span(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(3.2, "3.2 a week")]
    [InlineData(0.5, "one in 2 weeks")]
    [InlineData(0.0001, "one in 192 years")]
    [InlineData(0, "less than one in a million years")]
    public void Rates_are_said_as_people_say_them(double perWeek, string text) => Phrases.Rate(perWeek).ShouldBe(text);
}
