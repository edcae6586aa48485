using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Pipeline;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Simulation.Tests.Pipeline;

/// <summary>Incidents of which a person says that a part is something else.</summary>
public sealed class SplitTests
{
    private const string Part = "i-whole-part";
    private static readonly ScanOptions Patient = new() { Policy = DecisionPolicy.Default with { CloseAfter = TimeSpan.FromDays(1) } };

    [Fact]
    public void The_part_has_its_messages_and_ranges_and_what_follows_there_and_the_whole_the_rest()
    {
        var at = UntilOneHasRangesApart();
        var (split, apart) = (RoughTraffic.NewReplay(Patient), RoughTraffic.NewReplay(Patient));
        foreach (var replay in new[] { split, apart }) RoughTraffic.Feed(replay, RoughTraffic.Events[..at]);
        var whole = split.Desk.StillOpen.First(i => IsApart(split.Desk, i));
        var before = split.Desk.DescribeIncident(whole);
        var later = RoughTraffic.Events[at..].ToArray();
        var range = before.Scope.Ranges.MaxBy(r => later.Count(e => e.Kind == EventKind.Submit && r.Contains(e.Destination)));

        split.Desk.Split(before.Id, Part, new Scope { Ranges = [range] });

        var part = split.Desk.FindIncident(Part).ShouldNotBeNull();
        var (left, taken) = (split.Desk.DescribeIncident(whole), split.Desk.DescribeIncident(part));
        taken.Messages.ShouldBePositive();
        left.Messages.ShouldBePositive();
        (left.Messages + taken.Messages).ShouldBe(before.Messages);
        (left.Cost + taken.Cost).ShouldBe(before.Cost, 1e-6);
        (left.DistinctDestinations + taken.DistinctDestinations).ShouldBe(before.DistinctDestinations);
        taken.Scope.Ranges.ShouldBe([range]);
        left.Scope.Ranges.ToList().ShouldBe([.. before.Scope.Ranges.Where(r => r != range)]);
        taken.CampaignId.ShouldNotBe(left.CampaignId);
        taken.Summary.ShouldStartWith($"Split off {before.Id}.");

        var cut = RoughTraffic.Load(RoughTraffic.Save(split), Patient);
        foreach (var replay in new[] { split, apart, cut }) RoughTraffic.Feed(replay, RoughTraffic.Events[at..]);
        RoughTraffic.Json(cut).ShouldBe(RoughTraffic.Json(split));
        var (blocks, undivided) = (split.Desk.Decisions.Where(d => d.Incident == part.Number || d.Incident == whole.Number).ToList(), apart.Desk.Decisions.Where(d => d.Incident == whole.Number).ToList());
        blocks.Sum(d => d.Hits).ShouldBe(undivided.Sum(d => d.Hits), "nothing more or less is stopped because somebody sorts out what it is");
        (split.Desk.DescribeIncident(part).Messages + split.Desk.DescribeIncident(whole).Messages).ShouldBe(apart.Desk.DescribeIncident(apart.Desk.Incidents[whole.Number]).Messages);
        split.Desk.DescribeIncident(part).Messages.ShouldBeGreaterThan(taken.Messages);
    }

    [Fact]
    public void Merged_again_it_is_as_it_was()
    {
        var at = UntilOneHasRangesApart();
        var replay = RoughTraffic.NewReplay(Patient);
        RoughTraffic.Feed(replay, RoughTraffic.Events[..at]);
        var whole = replay.Desk.StillOpen.First(i => IsApart(replay.Desk, i));
        var before = replay.Desk.DescribeIncident(whole);
        replay.Desk.Split(before.Id, Part, new Scope { Ranges = [before.Scope.Ranges[^1]] });
        replay.Desk.Merge(Part, before.Id);
        var after = replay.Desk.DescribeIncident(whole);
        (after.Messages, after.DistinctDestinations, after.Converted).ShouldBe((before.Messages, before.DistinctDestinations, before.Converted));
        after.Scope.Ranges.ShouldBe(before.Scope.Ranges);
        after.Scope.Networks.ShouldBe(before.Scope.Networks, ignoreOrder: true);
        replay.Desk.FindIncident(Part)!.ClosedAt.ShouldNotBeNull();
    }

    [Fact]
    public void Incidents_that_are_not_known_are_left_alone()
    {
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, RoughTraffic.Events);
        var before = RoughTraffic.Json(replay);
        replay.Desk.Split("i-none", Part, new Scope { Ranges = [new NumberRange(1, 2)] });
        RoughTraffic.Json(replay).ShouldBe(before);
    }

    private static bool IsApart(Desk desk, OpenIncident incident) => desk.Mitigated().Contains(incident.Number) && desk.DescribeIncident(incident).Scope.Ranges.Count > 1;

    private static int UntilOneHasRangesApart()
    {
        var replay = RoughTraffic.NewReplay(Patient);
        var at = 0;
        while (!replay.Desk.StillOpen.Any(i => IsApart(replay.Desk, i)))
        {
            var next = Math.Min(RoughTraffic.Events.Length, at + 200);
            next.ShouldBeGreaterThan(at, "an incident has ranges that do not touch");
            RoughTraffic.Feed(replay, RoughTraffic.Events[at..next]);
            at = next;
        }

        return at;
    }
}
