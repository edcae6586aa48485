using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Vendors' JSON with an element that is broken or too long, all on one line or over several.</summary>
public sealed class JsonShapeTests
{
    private static string Message(int number, string text = "x") =>
        "{\"messageId\":\"I" + number + "\",\"applicationId\":\"acme\",\"to\":\"393391234567\",\"from\":\"A\",\"text\":\"" + text
        + "\",\"sentAt\":\"2026-03-02T10:00:01.000+0000\",\"status\":{\"id\":5,\"groupId\":3,\"name\":\"DELIVERED_TO_HANDSET\"}}";

    private static int Submissions(Imported run) => run.Events.Count(e => e.Kind == EventKind.Submit);

    [Theory]
    [InlineData("{\"results\":[", ",", "]}")]
    [InlineData("[", ",", "]")]
    [InlineData("[\n", ",\n", "\n]\n")]
    [InlineData("", "\n", "\n")]
    public void ElementTooLong_IsOneBadRecord_AndTheRestGoesOn(string begin, string between, string end)
    {
        var text = new string('x', 5 << 20) + "\\\"{[";
        var run = Imported.Text(begin + string.Join(between, Message(1), Message(2, text), Message(3), Message(4)) + end, "infobip");
        Submissions(run).ShouldBe(3);
        run.Report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("larger than 4 MiB");
        run.Report.Records.ShouldBe(4);
        run.Report.Broken.ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"results\":[", "]}")]
    [InlineData("{\"results\":[", "]}\n")]
    [InlineData("[", "]")]
    public void TextNeverClosedOnOneLine_IsABreak(string begin, string end)
    {
        var run = Imported.Text(begin + Message(1) + "," + Message(2).Replace("\"A\"", "\"A", StringComparison.Ordinal) + "," + Message(3) + end, "infobip");
        Submissions(run).ShouldBe(1);
        run.Report.BadRecordCount.ShouldBe(1);
        run.Report.Broken.ShouldNotBeNull().ShouldStartWith("stopped at line 1: an object is not closed");
        run.Report.Remarks.ShouldContain(r => r.StartsWith("could not be read to its end", StringComparison.Ordinal));
    }

    [Fact]
    public void TextNeverClosedOnALineOfItsOwn_CostsThatLine()
    {
        var run = Imported.Text("[\n" + Message(1).Replace("\"A\"", "\"A", StringComparison.Ordinal) + ",\n" + Message(2) + "\n]", "infobip");
        Submissions(run).ShouldBe(1);
        run.Report.BadRecordCount.ShouldBe(1);
        run.Report.Broken.ShouldBeNull();
    }

    [Fact]
    public void StrayElementOnOneLine_CostsItself()
    {
        var run = Imported.Text("[" + Message(1) + ", 17, null, " + Message(2) + "]", "infobip");
        Submissions(run).ShouldBe(2);
        run.Report.BadRecordCount.ShouldBe(1);
    }
}
