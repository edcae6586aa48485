using CsCheck;
using Shouldly;
using Tidegate.Reporting.Reconciliation;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Reporting.Reconciliation;

public sealed class ReconcilerTests
{
    private const long Start = 1_772_409_600_000;

    private static readonly string[] Fates = ["same", "same", "same", "missing", "extra", "repeated", "price", "currency"];

    private static readonly Gen<(string Fate, int Block, int Number, int Seconds, int Cents)[]> Plan =
        Gen.Select(Gen.Int[0, Fates.Length - 1].Select(i => Fates[i]), Gen.Int[0, 30], Gen.Int[0, 9999], Gen.Int[0, 86_400], Gen.Int[1, 99_999]).Array[0, 400];

    [Theory]
    [InlineData(MatchBy.Id)]
    [InlineData(MatchBy.Both)]
    [InlineData(MatchBy.Contents)]
    public void What_was_planted_is_found_and_nothing_else(MatchBy by) => Gen.Select(Plan, Gen.Int).Sample((plan, seed) =>
    {
        var names = new TrafficNames();
        var (ours, theirs, expected) = Planted(plan, names, distinct: by != MatchBy.Id);
        var shuffle = new Random(seed);
        shuffle.Shuffle(ours);
        shuffle.Shuffle(theirs);
        if (by == MatchBy.Contents)
            for (var i = 0; i < theirs.Length; i++) theirs[i].MessageKey = (ulong)i;

        var found = new List<string>();
        var cells = new List<CellDifferences>();
        var report = Reconciler.Run(
            new ListSource(ours), new ListSource(theirs), names, new ReconcileOptions { MatchBy = by }, d => found.Add(Say(d.Kind, d.Destination, d.Ours, d.Theirs, by)), cells.Add);

        found.Order(StringComparer.Ordinal).ShouldBe(expected.Select(e => Say(e.Kind, e.Destination, e.Ours, e.Theirs, by)).Order(StringComparer.Ordinal));
        var (gains, losses) = (expected.Where(e => e.Ours is null).Sum(e => e.Theirs ?? 0), expected.Where(e => e.Theirs is null).Sum(e => e.Ours ?? 0));
        var total = report.Totals.Values.Aggregate(default(DifferenceCounts), (a, b) => a + b);
        total.MissingMoney.ShouldBe(losses);
        total.ExtraMoney.ShouldBe(gains);
        total.PriceMoney.ShouldBe(expected.Where(e => e.Kind == DifferenceKind.Price).Sum(e => e.Theirs!.Value - e.Ours!.Value));
        report.Differences.ShouldBe(expected.Count);
        cells.Aggregate(default(DifferenceCounts), (a, c) => a + c.Counts).ShouldBe(total);
        report.Ranges.Aggregate(default(DifferenceCounts), (a, r) => a + r.Counts).ShouldBe(total);
        report.Hours.Aggregate(default(DifferenceCounts), (a, h) => a + h.Counts).ShouldBe(total);
        (report.Ours.Messages + total.Extra - total.Missing).ShouldBe(report.Theirs.Messages);
    }, iter: 60);

    [Fact]
    public void Contents_match_within_the_tolerance_and_no_further()
    {
        var names = new TrafficNames();
        var report = Reconciler.Run(
            new ListSource([Message(names, 1, 994501230001, 0, 5), Message(names, 2, 994501230002, 0, 5)]),
            new ListSource([Message(names, 11, 994501230001, 120, 5), Message(names, 12, 994501230002, 121, 5)]),
            names,
            new ReconcileOptions());

        report.MatchedById.ShouldBe(0);
        report.MatchedByContents.ShouldBe(1);
        report.Totals["EUR"].ShouldBe(new DifferenceCounts(1, 0.05m, 1, 0.05m, 0, 0, 0, 0));
        report.PartiesCompared.ShouldBe(["customer"]);
    }

    [Fact]
    public void Shared_ids_keep_a_resend_from_hiding_a_lost_message()
    {
        var names = new TrafficNames();
        TrafficEvent[] both = [Message(names, 1, 994501230001, 0, 5), Message(names, 2, 994501230002, 0, 5)];
        var report = Reconciler.Run(
            new ListSource([.. both, Message(names, 3, 994501230003, 0, 5)]),
            new ListSource([.. both, Message(names, 4, 994501230003, 30, 5)]),
            names,
            new ReconcileOptions());

        report.Totals["EUR"].ShouldBe(new DifferenceCounts(1, 0.05m, 1, 0.05m, 0, 0, 0, 0));
        report.PartiesCompared.ShouldBeNull();
    }

    [Fact]
    public void Differences_outside_of_the_time_asked_for_are_only_counted()
    {
        var names = new TrafficNames();
        var options = new ReconcileOptions { Since = DateTimeOffset.FromUnixTimeMilliseconds(Start + 10_000), Until = DateTimeOffset.FromUnixTimeMilliseconds(Start + 20_000) };
        var report = Reconciler.Run(
            new ListSource([.. Enumerable.Range(0, 30).Select(s => Message(names, (ulong)s + 1, 994501230001, s, 5))]), new ListSource([]), names, options);

        report.Differences.ShouldBe(10);
        report.Outside.ShouldBe(20);
    }

    [Fact]
    public void Ranges_beyond_those_kept_are_counted_and_the_dearest_stay()
    {
        var names = new TrafficNames();
        var report = Reconciler.Run(
            new ListSource([.. Enumerable.Range(1, 50).Select(i => Message(names, (ulong)i, 994500000000 + ((ulong)i * 10_000), 0, i))]),
            new ListSource([]),
            names,
            new ReconcileOptions { MaxRanges = 3 });

        report.Ranges.Select(r => r.Counts.MissingMoney).ShouldBe([0.50m, 0.49m, 0.48m]);
        report.RangesLeftOut.ShouldBe(47);
        report.Differences.ShouldBe(50);
    }

    private static (TrafficEvent[] Ours, TrafficEvent[] Theirs, List<(DifferenceKind Kind, ulong Destination, decimal? Ours, decimal? Theirs)> Expected) Planted(
        (string Fate, int Block, int Number, int Seconds, int Cents)[] plan, TrafficNames names, bool distinct)
    {
        var (ours, theirs) = (new List<TrafficEvent>(), new List<TrafficEvent>());
        var expected = new List<(DifferenceKind, ulong, decimal?, decimal?)>();
        for (var i = 0; i < plan.Length; i++)
        {
            var (fate, block, number, seconds, cents) = plan[i];
            var destination = 994500000000 + ((ulong)block * 10_000) + (ulong)(distinct ? i : number);
            var message = Message(names, (ulong)i + 1, destination, seconds, cents);
            var other = message;
            var amount = cents / 100m;
            if (fate is "price") other.Price = (cents + 7) / 100f;
            if (fate is "currency") other.Currency = (ushort)names.Currencies.Intern("USD");
            if (fate is not "extra") ours.Add(message);
            if (fate is not "missing") theirs.Add(other);
            if (fate is "repeated") theirs.Add(other);
            if (fate is "missing") expected.Add((DifferenceKind.Missing, destination, amount, null));
            if (fate is "extra") expected.Add((DifferenceKind.Extra, destination, null, amount));
            if (fate is "repeated") expected.Add((DifferenceKind.Repeated, destination, null, amount));
            if (fate is "price") expected.Add((DifferenceKind.Price, destination, amount, amount + 0.07m));
            if (fate is "currency") expected.Add((DifferenceKind.Currency, destination, amount, amount));
        }

        return ([.. ours], [.. theirs], expected);
    }

    // By contents a repeated message is an extra one like any other.
    private static string Say(DifferenceKind kind, ulong destination, decimal? ours, decimal? theirs, MatchBy by) =>
        $"{(by == MatchBy.Contents && kind == DifferenceKind.Repeated ? DifferenceKind.Extra : kind)} {destination} {ours:0.00} {theirs:0.00}";

    private static TrafficEvent Message(TrafficNames names, ulong id, ulong destination, int seconds, int cents) => new()
    {
        Kind = EventKind.Submit,
        MessageKey = id,
        Destination = destination,
        Time = Start + (seconds * 1000L),
        Customer = names.Customers.Intern("acme"),
        Price = cents / 100f,
        Cost = float.NaN,
        Currency = (ushort)names.Currencies.Intern("EUR"),
    };
}
