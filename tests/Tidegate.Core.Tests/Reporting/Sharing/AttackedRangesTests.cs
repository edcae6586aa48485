using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Reporting.Sharing;
using Xunit;

namespace Tidegate.Core.Tests.Reporting.Sharing;

/// <summary>Which ranges go out, and what is said of each.</summary>
public sealed class AttackedRangesTests
{
    private static readonly NumberRange Mexico = new(520000000000, 529999999999);
    private static readonly NumberRange One = new(525510000000, 525510009999);
    private static readonly NumberRange Two = new(525520000000, 525520009999);

    private static readonly Incident Attack = SampleReports.Attacks().Incidents[1] with { Messages = 3000, ExpectedMessages = 3 };

    [Fact]
    public void A_network_or_country_throughout_stays_here_and_the_blocks_in_it_that_were_named_go_out()
    {
        var whole = Block("d1", [Mexico], 3000, 2);
        var found = Found([Mexico], whole);
        found.Ranges.ShouldBeEmpty();
        found.Summary.ShouldBe("0 ranges; left out 1 of a network or country throughout, which are blocked for one customer alone.");

        found = Found([Mexico], Block("d0", [One, Two], 800, 1), whole);
        found.Ranges.Select(r => r.Range).ShouldBe([One, Two]);
        found.Summary.ShouldBe("2 ranges; left out 1 of a network or country throughout, which are blocked for one customer alone.");

        using var stream = new MemoryStream();
        RangeExport.Stix(stream, found.Ranges, "us");
        var back = RangeImport.Read(stream.ToArray(), new RangeImportDefaults { Seen = DateTimeOffset.UnixEpoch });
        back.BadCount.ShouldBe(0);
        back.Priors.Select(p => p.Range).ShouldBe([One, Two]);
    }

    [Fact]
    public void Of_a_network_throughout_the_blocks_that_were_hit_go_out()
    {
        var attack = Attack with { Scope = Attack.Scope with { Ranges = [Mexico], Networks = ["334020"] }, RangeHits = [new RangeHits(One, 200), new RangeHits(Two, 190)] };
        var found = AttackedRanges.Of(Report(attack, Block("d1", [Mexico], 3000, 300)), new NumberPlan(64), new SharingLimits());
        found.Ranges.Select(r => (r.Range, r.Confidence)).ShouldBe([(One, 90), (Two, 90)]);
        found.LeftOut.ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    [Fact]
    public void A_range_with_a_trifle_of_the_numbers_hit_stays_here()
    {
        var attack = Attack with { Scope = Attack.Scope with { Ranges = [One, Two] }, RangeHits = [new RangeHits(One, 1650), new RangeHits(Two, 8)] };
        var found = AttackedRanges.Of(Report(attack, Block("d1", [One, Two], 3000, 3)), new NumberPlan(64), new SharingLimits());
        found.Ranges.ShouldHaveSingleItem().Range.ShouldBe(One);
        found.Summary.ShouldBe("1 range; left out 1 of a trifle of the numbers hit.");
    }

    [Fact]
    public void Blocks_side_by_side_are_no_network_throughout()
    {
        NumberRange[] blocks = [.. Enumerable.Range(0, 100).Select(i => new NumberRange(525500000000 + (10_000 * (ulong)i), 525500009999 + (10_000 * (ulong)i)))];
        var found = Found([new NumberRange(blocks[0].From, blocks[^1].To)], Block("d1", blocks, 3000, 2));
        found.Ranges.Select(r => r.Range).ShouldBe(blocks);
        found.LeftOut.ShouldBeEmpty();
    }

    [Fact]
    public void Confidence_follows_what_the_decisions_on_a_range_hit()
    {
        Found([One, Two], Block("d1", [One], 1000, 2), Block("d2", [Two], 40, 10)).Ranges.Select(r => (r.Range, r.Confidence)).ShouldBe([(One, 99), (Two, 75)]);

        var doubtful = new[] { Block("d1", [One], 1000, 2), Block("d2", [Two], 31, 28) };
        Found([One, Two], doubtful).Summary.ShouldBe("1 range; left out 1 of less than 50 % confidence.");
        Found(new SharingLimits { MinConfidence = 0 }, [One, Two], doubtful).Ranges.Select(r => r.Confidence).ShouldBe([99, 10]);
    }

    [Fact]
    public void What_was_taken_back_stays_here_and_so_does_a_range_into_which_nothing_came()
    {
        var found = Found([One, Two], Block("d1", [One], 1000, 2), Block("d2", [Two], 14, 0) with { TakenBack = true });
        found.Ranges.ShouldHaveSingleItem().Range.ShouldBe(One);
        found.Summary.ShouldBe("1 range; left out 1 whose blocks were taken back.");

        var quiet = Block("d2", [Two], 0, 0);
        found = Found([One, Two], Block("d1", [One], 1000, 2), quiet);
        found.Ranges.ShouldHaveSingleItem().Range.ShouldBe(One);
        found.Summary.ShouldBe("1 range; left out 1 into which nothing came once they were blocked.");

        // Of a block that still stands it is too early to tell, and of an only range all that came went into it.
        Found([One, Two], Block("d1", [One], 1000, 2), quiet with { ExpiresAt = SampleReports.Day.AddDays(9) }).Ranges.Count.ShouldBe(2);
        Found([Two], quiet).Ranges.ShouldHaveSingleItem().Confidence.ShouldBe(99);
    }

    [Fact]
    public void Each_range_has_the_network_that_it_lies_in()
    {
        var (uzbek, azeri) = (new NumberRange(998937900000, 998937909999), new NumberRange(994501230000, 994501239999));
        var attack = Attack with { Scope = Attack.Scope with { Networks = ["43404", "40001", "62402"], Ranges = [azeri, uzbek] } };
        AttackedRanges.Of(Report(attack), new NumberPlan(64), new SharingLimits()).Ranges.Select(r => string.Join(' ', r.Networks)).ShouldBe(["40001", "43404"], "by the numbering plan");

        var ported = Block("d1", [uzbek], 100, 0) with { Scope = new Scope { Customers = ["acme"], Networks = ["43405"], Ranges = [uzbek] } };
        AttackedRanges.Of(Report(attack, ported), new NumberPlan(64), new SharingLimits()).Ranges[1].Networks.ShouldBe(["43405"], "as its decision says");
    }

    private static AttackedRanges Found(IReadOnlyList<NumberRange> ranges, params Decision[] decisions) => Found(new SharingLimits(), ranges, decisions);

    private static AttackedRanges Found(SharingLimits limits, IReadOnlyList<NumberRange> ranges, params Decision[] decisions) =>
        AttackedRanges.Of(Report(Attack with { Scope = Attack.Scope with { Ranges = ranges } }, decisions), new NumberPlan(64), limits);

    private static ScanReport Report(Incident incident, params Decision[] decisions) => SampleReports.Attacks() with { Incidents = [incident], Decisions = decisions };

    private static Decision Block(string id, IReadOnlyList<NumberRange> ranges, long hits, double honest) => SampleReports.Attacks().Decisions[0] with
    {
        Id = id,
        IncidentId = Attack.Id,
        Scope = new Scope { Customers = ["acme"], Ranges = ranges },
        MessagesHit = hits,
        HonestMessagesHit = honest,
    };
}
