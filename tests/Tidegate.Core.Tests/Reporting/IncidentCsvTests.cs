using Shouldly;
using Tidegate.Reporting;
using Xunit;

namespace Tidegate.Core.Tests.Reporting;

public sealed class IncidentCsvTests
{
    [Fact]
    public void One_row_an_incident_under_a_header_with_CRLF()
    {
        var lines = Written(SampleReports.Attacks()).Split("\r\n");
        lines.Length.ShouldBe(5);
        lines[^1].ShouldBeEmpty();
        lines[0].ShouldStartWith("id,campaign_id,opened_at,");
        lines[2].ShouldStartWith("i1,c1,2026-03-02T09:00:41.000Z,");
        lines[2].ShouldContain(",994501230000-994501239999,4480,3.25,");
    }

    [Theory]
    [InlineData("=cmd|'/c calc'!A1", ",'=cmd|'/c calc'!A1,")]
    [InlineData("+1", ",'+1,")]
    [InlineData("-1", ",'-1,")]
    [InlineData("@SUM(A1)", ",'@SUM(A1),")]
    [InlineData("\t=1", ",'·=1,")]
    [InlineData("=1,\"x\"", ",\"'=1,\"\"x\"\"\",")]
    [InlineData("two\nlines", ",two·lines,")]
    [InlineData("\u202Egpj\u001B[31m", ",·gpj·[31m,")]
    public void Names_cannot_become_formulas_nor_turn_text_around_and_are_quoted_by_RFC_4180(string customer, string written) =>
        Written(SampleReports.Attacks(customer)).ShouldContain(written);

    private static string Written(ScanReport report)
    {
        using var text = new StringWriter();
        IncidentCsv.Write(text, report);
        return text.ToString();
    }
}
