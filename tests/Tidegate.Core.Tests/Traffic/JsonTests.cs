using System.Text;
using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class JsonTests
{
    private const string First = """{"type":"receipt","time":"2026-03-02T00:00:10Z","message_id":"a]}"}""";
    private const string Plain = """{"type":"receipt","time":"2026-03-02T00:00:12Z","message_id":"c"}""";
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

    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "\n")]
    public void Object_too_long_is_bad_and_the_rest_goes_on(string between, string end)
    {
        var text = new string('x', 100_000) + "\\\"{[";
        var taken = Taken.From("[" + First + "," + between + First.Replace("{", "{\"text\":\"" + text + "\",", StringComparison.Ordinal) + "," + between + Second + end + "]", new ReadingOptions { MaxRecordBytes = 4096 });
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain("longer than 4096 bytes");
        taken.Report.Broken.ShouldBeNull();
    }

    [Theory]
    [InlineData("[" + Plain + "," + "{\"type\":\"receipt\",\"status\":\"delivered}," + Plain + "]\n", 1 << 20)]
    [InlineData("[" + Plain + "," + "{\"type\":\"receipt\",\"status\":\"delivered}," + Plain + "," + Plain + "," + Plain + "]", 256)]
    [InlineData("[" + Plain + "," + "{\"type\":\"rece", 1 << 20)]
    public void Text_never_closed_on_one_line_is_a_break(string content, int longest)
    {
        var taken = Taken.From(content, new ReadingOptions { MaxRecordBytes = longest });
        taken.Events.Count.ShouldBe(1);
        taken.OnlyFault().ShouldContain("not closed");
        taken.Report.Broken.ShouldNotBeNull().ShouldStartWith("stopped at line 1: an object is not closed");
        taken.Report.Remarks.ShouldContain(r => r.StartsWith("could not be read to its end", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_never_closed_on_a_line_of_its_own_costs_that_line()
    {
        var taken = Taken.From("[\n" + Plain + ",\n{\"type\":\"receipt\",\"status\":\"delivered},\n" + Plain + "\n]\n");
        taken.Events.Count.ShouldBe(2);
        taken.Report.Broken.ShouldBeNull();
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
