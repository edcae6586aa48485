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

    [Theory]
    [InlineData("{\"results\":[{1},{2}],\"note\":\"a\\\"}]\\\\\",\"more\":[{}]}\n{3}")]
    [InlineData("[{1}, 17, {2}, \"x\", {3}]")]
    [InlineData("[\n{1},\n{\"a\":\"open},\n{2},\n{3}]")]
    public void EverySplitOfTheInput_ReadsTheSame(string shape)
    {
        for (var i = 1; i <= 3; i++) shape = shape.Replace("{" + i + "}", Message(i), StringComparison.Ordinal);
        var content = System.Text.Encoding.UTF8.GetBytes(shape);
        var whole = Imported.From(new MemoryStream(content), "infobip");
        Submissions(whole).ShouldBe(3);
        for (var split = 1; split < content.Length; split++)
        {
            var run = Imported.From(new TrickleStream(content, split, 1), "infobip");
            run.Lines.ShouldBe(whole.Lines);
            run.Report.BadRecordCount.ShouldBe(whole.Report.BadRecordCount);
            run.Report.Records.ShouldBe(whole.Report.Records);
        }
    }
}
