using System.IO.Hashing;
using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class RoundTripTests
{
    private const string Awkward = " ,;\"\\\n\r\té字{}a|";

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 12],
        Gen.String[Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]), 1, 12]);

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public void What_is_written_reads_the_same(string form) => TrafficGen.Events(Name).Sample(drafts =>
    {
        var names = new TrafficNames();
        var events = drafts.Select(d => (Event: d.ToEvent(names), d.Id)).ToArray();
        var output = new MemoryStream();
        using (var writer = form == "csv" ? EventWriter.Csv(output, names) : EventWriter.Ndjson(output, names))
        {
            foreach (var (e, id) in events) writer.Write(in e, Encoding.UTF8.GetBytes(id));
        }

        var taken = Taken.From(output.ToArray(), new ReadingOptions { Format = "tidegate-" + form });
        taken.Report.BadRecords.ShouldBeEmpty();
        taken.Described().ShouldBe(events.Select(e => Taken.Describe(in e.Event, names)));
    }, iter: 300);

    [Fact]
    public void Writing_more_than_a_buffer_loses_nothing()
    {
        var names = new TrafficNames();
        var output = new MemoryStream();
        using (var writer = EventWriter.Csv(output, names))
        {
            for (var i = 0; i < 20_000; i++)
            {
                var e = new TrafficEvent { Kind = EventKind.Receipt, Time = 1772409608000 + i, Price = float.NaN, Cost = float.NaN, ErrorCode = names.ErrorCodes.Intern($"e{i % 50}") };
                writer.Write(in e, Encoding.UTF8.GetBytes($"m{i}"));
            }
        }

        var taken = Taken.From(output.ToArray());
        taken.Report.BadRecordCount.ShouldBe(0);
        taken.Events.Count.ShouldBe(20_000);
        taken.Events[^1].MessageKey.ShouldBe(XxHash3.HashToUInt64("m19999"u8));
    }
}
