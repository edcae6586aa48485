using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Tidegate.Pricing;
using Xunit;

namespace Tidegate.Core.Tests.Pricing;

/// <summary>Amounts as they were written.</summary>
public sealed class StatedMoneyTests
{
    [Fact]
    public void AmountOfUpToSevenDigits_IsAsItWasWritten() => Gen.Select(Gen.Int[-9_999_999, 9_999_999], Gen.Int[0, 8]).Sample((digits, decimals) =>
    {
        var written = (double)(digits / (decimal)Math.Pow(10, decimals));
        StatedMoney.Near((float)written).ShouldBe(written);
        ((double)StatedMoney.Of((float)written)).ShouldBe(written);
    });

    [Fact]
    public void NoAmount_StaysNone() => double.IsNaN(StatedMoney.Near(float.NaN)).ShouldBeTrue();

    /// <summary>A million messages at 7 cents are 70,000, and not 70,000.0003.</summary>
    [Fact]
    public void Sum_OfAMillionMessages_IsThatOfWhatIsWritten()
    {
        var purse = new Purse();
        for (var i = 0; i < 1_000_000; i++) purse.Add(1, 0.07f, MessageMarks.None);
        purse.Money.ShouldBe(70_000, tolerance: 1e-5);
    }
}
