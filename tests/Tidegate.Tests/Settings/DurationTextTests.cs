using CsCheck;
using Shouldly;
using Tidegate.Settings;
using Xunit;

namespace Tidegate.Tests.Settings;

public sealed class DurationTextTests
{
    [Fact]
    public void Parts_add_up() => Gen.Int[0, 99].Select(Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[0, 99]).Sample((d, h, m, s) =>
    {
        DurationText.TryParse($"{d}d{h}h {m}m{s}s", out var duration).ShouldBeTrue();
        duration.ShouldBe(new TimeSpan(d, h, m, s));
    });

    [Theory]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5 minutes")]
    [InlineData("1.2.3h")]
    [InlineData("99999999999d")]
    public void What_is_no_length_of_time_is_refused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();
}
