using CsCheck;
using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class OrderedSourceTests
{
    private static readonly ReadingOptions Recognising = new() { Order = ReadingOrder.TurnedRound };
    private static readonly ReadingOptions Sorting = new() { Order = ReadingOrder.Sorted };

    [Theory]
    [InlineData(9)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(20_000)]
    public void Newest_first_is_taken_from_its_end(int count)
    {
        var lines = Enumerable.Range(0, count).Select(i => Submission(i, i / 2)).ToList();
        var oldestFirst = Taken.From(string.Concat(lines), Recognising);
        var newestFirst = Taken.From(string.Concat(lines.AsEnumerable().Reverse()), Recognising);
        newestFirst.Described().ShouldBe(oldestFirst.Described());
        newestFirst.Events.Select(e => e.Customer).ShouldBe(oldestFirst.Events.Select(e => e.Customer), "ids are given in the order of the events handed out");
        newestFirst.Report.Remarks.ShouldContain("newest first, taken from its end");
        oldestFirst.Report.Remarks.ShouldNotContain("newest first, taken from its end");
    }

    [Fact]
    public void Receipts_among_submissions_newest_first_do_not_hide_it()
    {
        // Each message with its receipt behind it, by time of sending.
        var lines = Enumerable.Range(0, 100).Select(i => Submission(100 - i, 100 - i) + Receipt(100 - i, 110 - i + (i % 7)));
        Taken.From(string.Concat(lines), Recognising).Events.Where(e => e.Kind == EventKind.Submit).Select(e => e.Time).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public void What_comes_in_any_order_or_oldest_first_is_passed_on_as_it_comes() =>
        Gen.Select(Gen.Int[0, 60].Array[0, 60], Gen.Bool).Sample(
            (seconds, ordered) =>
            {
                if (ordered) Array.Sort(seconds);
                var lines = string.Concat(seconds.Select((second, i) => Submission(i, second)).Prepend(Submission(100, 70)).Prepend(Submission(99, 0)));
                if (NearlyNewestFirst(seconds)) return;
                Taken.From(lines, Recognising).Described().ShouldBe(Taken.From(lines).Described());
            },
            iter: 300);

    [Fact]
    public void Sorted_is_by_time_and_at_equal_times_as_it_came() =>
        Gen.Int[0, 20].Array[0, 60].Sample(
            seconds =>
            {
                if (NearlyNewestFirst(seconds)) return;
                var lines = seconds.Select((second, i) => (Second: second, Line: Submission(i, second))).ToList();
                var sorted = Taken.From(string.Concat(lines.Select(l => l.Line)), Sorting);
                sorted.Described().ShouldBe(Taken.From(string.Concat(lines.OrderBy(l => l.Second).Select(l => l.Line))).Described());
                sorted.Report.Remarks.Contains("put in order of time, as asked").ShouldBe(Falls(seconds) > 0);
            },
            iter: 300);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void More_than_are_held_is_an_error_that_says_what_to_do(bool newestFirst)
    {
        var content = string.Concat(Enumerable.Range(0, 50).Select(i => Submission(i, newestFirst ? 50 - i : i)));
        var few = (newestFirst ? Recognising : Sorting) with { Import = new ImportOptions { MaxRecords = 49 } };
        Should.Throw<TrafficSourceException>(() => Taken.From(content, few)).Message.ShouldBe("'test' has more than 49 records, the most that are held in memory to be put in order; expected fewer in a file, or records that come oldest first");
        Taken.From(content, few with { Import = new ImportOptions { MaxRecords = 50 } }).Events.Count.ShouldBe(50);
        Taken.From(content, few with { Order = ReadingOrder.AsItComes }).Events.Count.ShouldBe(50);
    }

    [Fact]
    public void Oldest_first_is_never_too_much()
    {
        var content = string.Concat(Enumerable.Range(0, 50).Select(i => Submission(i, i)));
        Taken.From(content, Recognising with { Import = new ImportOptions { MaxRecords = 10 } }).Events.Count.ShouldBe(50);
    }

    // Times that stand still speak for neither order.
    private static bool NearlyNewestFirst(int[] seconds) => Falls(seconds) is >= 4 and var falls && falls > 3 * Falls([.. seconds.Reverse()]);

    private static int Falls(int[] seconds) => seconds.Zip(seconds.Skip(1)).Count(pair => pair.First > pair.Second);

    private static string Submission(int id, int second) =>
        $$"""{"type":"submit","time":"2026-03-02T{{At(second)}}Z","message_id":"m{{id}}","customer":"c{{id % 5}}","destination":"+39339{{id:0000000}}"}""" + "\n";

    private static string Receipt(int id, int second) => $$"""{"type":"receipt","time":"2026-03-02T{{At(second)}}Z","message_id":"m{{id}}","status":"delivered"}""" + "\n";

    private static string At(int second) => TimeSpan.FromSeconds(second).ToString("hh\\:mm\\:ss", System.Globalization.CultureInfo.InvariantCulture);
}
