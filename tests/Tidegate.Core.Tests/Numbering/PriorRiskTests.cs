using Shouldly;
using Tidegate.Numbering;
using Xunit;

namespace Tidegate.Core.Tests.Numbering;

public sealed class PriorRiskTests
{
    [Fact]
    public void Default_ListedCountriesAndTypes_WeighMoreThanOthers()
    {
        var risk = PriorRisk.Default;
        risk.Weight("FR", NumberType.Mobile).ShouldBe(1);
        risk.Weight("AZ", NumberType.Mobile).ShouldBe(3);
        risk.Weight("AZ", NumberType.Premium).ShouldBe(30);
        risk.Weight("001", NumberType.Satellite).ShouldBe(PriorRisk.MaxWeight);
        risk.Countries.Count.ShouldBe(44);
        var plan = new NumberPlan();
        risk.Countries.Keys.Where(c => c != "001" && plan.CountryId(c) == 0).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("country\tAZ", "line 2")]
    [InlineData("country\tAZ\tmuch", "line 2")]
    [InlineData("country\tAZ\t31", "line 2")]
    [InlineData("country\tAZ\tNaN", "line 2")]
    [InlineData("type\tlandline\t2", "type landline")]
    [InlineData("type\t99\t2", "type 99")]
    public void Read_BadLine_NamesPlaceAndExpectation(string line, string said)
    {
        var error = Should.Throw<FormatException>(() => PriorRisk.Read(new StringReader("# own list\n" + line), "own.tsv"));
        error.Message.ShouldContain("own.tsv line 2");
        error.Message.ShouldContain("expected");
        error.Message.ShouldContain(said);
    }
}
