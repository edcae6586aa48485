using System.Globalization;
using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Traffic.Reading;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class TimeParserTests
{
    [Fact]
    public void Any_time_offset_and_fraction_reads_as_the_framework_reads_it() =>
        Gen.Select(Gen.Long[TimeParser.Earliest + 86_400_000, TimeParser.Latest - 86_400_000], Gen.Int[-14 * 60, 14 * 60], Gen.Int[0, 9], Gen.Bool)
            .Sample((time, offset, digits, lower) =>
            {
                var moment = DateTimeOffset.FromUnixTimeMilliseconds(time).ToOffset(TimeSpan.FromMinutes(offset));
                var fraction = moment.ToString("fff", CultureInfo.InvariantCulture).PadRight(9, '0')[..digits];
                var text = moment.ToString(lower ? "yyyy-MM-dd't'HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                    + (digits > 0 ? "." + fraction : "") + (offset == 0 && lower ? "z" : moment.ToString("zzz", CultureInfo.InvariantCulture));
                var unit = digits switch { 0 => 1000, 1 => 100, 2 => 10, _ => 1 };
                Read(text).ShouldBe(time - (time % unit));
            });

    [Theory]
    [InlineData("1772409608", 1772409608000)]
    [InlineData("1772409608.996", 1772409608996)]
    [InlineData("1772409608996", 1772409608996)]
    [InlineData("1772409608996000", 1772409608996)]
    [InlineData("2026-03-02T00:00:08", 1772409608000)]
    [InlineData("2026-03-02 00:00:08.5+00", 1772409608500)]
    [InlineData("2026-03-02T02:00:08.123456789+0200", 1772409608123)]
    [InlineData("2016-12-31T23:59:60Z", 1483228800000)]
    public void Other_forms(string text, long expected) => Read(text).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("2026-03-02")]
    [InlineData("2026-13-02T00:00:08Z")]
    [InlineData("2026-02-29T00:00:08Z")]
    [InlineData("2026-03-02T24:00:08Z")]
    [InlineData("2026-03-02T00:60:08Z")]
    [InlineData("2026-03-02T00:00:08.Z")]
    [InlineData("2026-03-02T00:00:08.1234567890Z")]
    [InlineData("2026-03-02T00:00:0/Z")]
    [InlineData("2026-03-02T00:00:08+25:00")]
    [InlineData("2026-03-02T00:00:08Zx")]
    [InlineData("02/03/2026 00:00:08")]
    [InlineData("1.7e9x")]
    [InlineData("99999999999999999999999")]
    public void No_times(string text)
    {
        var parser = default(TimeParser);
        parser.Read(Encoding.UTF8.GetBytes(text), out _).ShouldNotBeNull();
    }

    private static long Read(string text)
    {
        var parser = default(TimeParser);
        parser.Read(Encoding.UTF8.GetBytes(text), out var time).ShouldBeNull(text);
        parser.Read(Encoding.UTF8.GetBytes(text), out var again).ShouldBeNull(text); // by the day kept
        again.ShouldBe(time);
        return time;
    }
}
