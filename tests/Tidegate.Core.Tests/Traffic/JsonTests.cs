using System.Text;
using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class JsonTests
{
    private const string First = """{"type":"receipt","time":"2026-03-02T00:00:10Z","message_id":"a]}"}""";
    private const string Second = """{"type":"receipt","time":"2026-03-02T00:00:11Z","message_id":"b\"{"}""";

    [Theory]
    [InlineData("[" + First + "," + Second + "]")]
    [InlineData("[\n  " + First + ",\n  " + Second + "\n]\n")]
    [InlineData("[]\n[" + First + "]" + Second)]
    public void Array_in_any_layout(string content)
    {
        var taken = Taken.From(content);
        taken.Events.Count.ShouldBe(2);
        taken.Report.BadRecordCount.ShouldBe(0);
        taken.Report.Format.ShouldBe("tidegate-json");
    }

    [Fact]
    public void Printed_over_lines_with_line_numbers_of_bad_elements()
    {
        var taken = Taken.From("[\n{\n  \"type\": \"receipt\",\n  \"time\": \"2026-03-02T00:00:10Z\",\n  \"message_id\": \"a\"\n},\n{\n  \"type\": \"receipt\"\n}\n]");
        taken.Events.Count.ShouldBe(1);
        taken.Report.BadRecords.ShouldHaveSingleItem().Line.ShouldBe(7);
    }

    [Fact]
    public void Objects_printed_one_after_the_other()
    {
        var taken = Taken.From("{\n\"type\":\"receipt\",\n\"time\":\"2026-03-02T00:00:10Z\",\"message_id\":\"a\"}\n" + First);
        taken.Events.Count.ShouldBe(2);
    }

    [Fact]
    public void Stray_elements_are_bad_and_the_rest_goes_on()
    {
        var taken = Taken.From("[" + First + ", 17, null, " + Second + "]");
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain("expected an object");
    }

    [Fact]
    public void Array_cut_short_keeps_what_came_before()
    {
        var taken = Taken.From("[" + First + "," + Second[..20]);
        taken.Events.Count.ShouldBe(1);
        taken.OnlyFault().ShouldContain("not closed");
    }

    [Theory]
    [InlineData("[" + First + "," + Second)]
    [InlineData("[" + First + "," + Second + ",\n")]
    public void Array_CutAfterAnObject_IsABadRecordToo(string content)
    {
        var taken = Taken.From(content);
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain("the array is not closed");
    }

    [Fact]
    public void Every_split_of_the_input_reads_the_same()
    {
        var content = Encoding.UTF8.GetBytes("[" + First + ",\n" + Second + ", 5,\n" + First + "]");
        var whole = Taken.From(content);
        whole.Events.Count.ShouldBe(3);
        for (var split = 1; split < content.Length; split++)
        {
            var taken = Taken.From(new TrickleStream(content, split, 1));
            taken.Described().ShouldBe(whole.Described());
        }
    }
}
