using CsCheck;
using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class MergedEventSourceTests
{
    [Fact]
    public void Sorted_sources_merge_to_one_sorted_stable_source() =>
        Gen.Int[0, 50].Array[0, 40].Array[1, 6].Sample(times =>
        {
            var sources = times.Select((t, i) => (EventSource)new ListSource([.. t.Order().Select(x => new TrafficEvent { Time = x, Customer = i })])).ToArray();
            using var merged = new MergedEventSource(sources);
            var expected = times.SelectMany((t, i) => t.Order().Select(x => ((long)x, i))).OrderBy(p => p.Item1).ThenBy(p => p.i);
            Taken.All(merged).Select(e => (e.Time, e.Customer)).ShouldBe(expected);
            merged.Report.Records.ShouldBe(times.Sum(t => t.Length));
            merged.Reports.Count.ShouldBe(times.Length);
        }, iter: 300);

    [Fact]
    public void Bad_records_of_all_parts_are_in_the_report()
    {
        var bad = new ListSource([]);
        bad.Report.AddBad(3, "no good", "x");
        var worse = new ListSource([]);
        worse.Report.AddBad(4, "no good either", "y");
        using var merged = new MergedEventSource([bad, worse]);
        merged.Read(new TrafficEvent[1]).ShouldBe(0);
        merged.Report.BadRecordCount.ShouldBe(2);
        merged.Report.BadRecords.Select(b => b.Line).ShouldBe([3, 4]);
    }

    private sealed class ListSource(TrafficEvent[] events) : EventSource
    {
        private int _at;

        public override SourceReport Report { get; } = new("list", "test");

        public override int Read(Span<TrafficEvent> batch)
        {
            var count = Math.Min(batch.Length, Math.Min(3, events.Length - _at));
            events.AsSpan(_at, count).CopyTo(batch);
            _at += count;
            Report.Records = _at;
            return count;
        }
    }
}
