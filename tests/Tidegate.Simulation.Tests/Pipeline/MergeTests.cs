using Shouldly;
using Tidegate.Decisions;
using Tidegate.Pipeline;
using Xunit;

namespace Tidegate.Simulation.Tests.Pipeline;

/// <summary>Incidents that a person says are one.</summary>
public sealed class MergeTests
{
    private static readonly ScanOptions Patient = new() { Policy = DecisionPolicy.Default with { CloseAfter = TimeSpan.FromDays(1) } };

    [Fact]
    public void What_the_one_has_found_and_decided_is_the_others_and_what_follows_too()
    {
        var (merged, apart) = (RoughTraffic.NewReplay(Patient), RoughTraffic.NewReplay(Patient));
        var at = UntilTwoAreOpen();
        foreach (var replay in new[] { merged, apart }) RoughTraffic.Feed(replay, RoughTraffic.Events[..at]);
        var (into, from) = (merged.Desk.StillOpen[0], merged.Desk.StillOpen[1]);
        var (messages, cost, ranges) = (into.Messages + from.Messages, into.Money.Money + from.Money.Money, into.Ranges.Count + from.Ranges.Count);
        var standing = merged.Desk.Standing.Count(d => d.Incident == from.Number || d.Incident == into.Number);
        standing.ShouldBeGreaterThan(0);

        merged.Desk.Merge(Desk.IncidentIdOf(from), Desk.IncidentIdOf(into));

        (into.Messages, into.Ranges.Count).ShouldBe((messages, ranges));
        into.Money.Money.ShouldBe(cost, 1e-6);
        into.Campaign.ShouldBe(from.Campaign);
        from.ClosedAt.ShouldNotBeNull();
        merged.Desk.StillOpen.ShouldNotContain(from);
        merged.Desk.Standing.Count(d => d.Incident == into.Number).ShouldBe(standing);
        merged.Desk.DescribeDecision(merged.Desk.Standing.First(d => d.Incident == into.Number)).IncidentId.ShouldBe(Desk.IncidentIdOf(into));

        var cut = RoughTraffic.Load(RoughTraffic.Save(merged), Patient);
        foreach (var replay in new[] { merged, apart, cut }) RoughTraffic.Feed(replay, RoughTraffic.Events[at..]);
        var (first, second) = (apart.Desk.Incidents[into.Number], apart.Desk.Incidents[from.Number]);
        (first.Messages + second.Messages).ShouldBeGreaterThan(messages);
        merged.Desk.Incidents[into.Number].Messages.ShouldBeGreaterThan(messages);
        merged.Desk.Incidents[from.Number].Messages.ShouldBe(from.Messages);
        RoughTraffic.Json(cut).ShouldBe(RoughTraffic.Json(merged));
    }

    [Fact]
    public void Ended_ones_become_one_campaign_and_unknown_ones_nothing()
    {
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, RoughTraffic.Events);
        var before = RoughTraffic.Json(replay);
        replay.Desk.Merge("i-none", Desk.IncidentIdOf(replay.Desk.Incidents[0]));
        replay.Desk.Merge(Desk.IncidentIdOf(replay.Desk.Incidents[0]), Desk.IncidentIdOf(replay.Desk.Incidents[0]));
        RoughTraffic.Json(replay).ShouldBe(before);
        var apart = replay.Desk.Incidents.First(i => i.Campaign != replay.Desk.Incidents[0].Campaign);
        var ids = replay.Desk.Incidents.Where(i => i.Campaign == apart.Campaign).ToList();
        replay.Desk.Merge(Desk.IncidentIdOf(apart), Desk.IncidentIdOf(replay.Desk.Incidents[0]));
        ids.ShouldAllBe(i => i.Campaign == replay.Desk.Incidents[0].Campaign);
    }

    private static int UntilTwoAreOpen()
    {
        var replay = RoughTraffic.NewReplay(Patient);
        var at = 0;
        while (replay.Desk.StillOpen.Count < 2 || !replay.Desk.Standing.Any(d => d.Incident == replay.Desk.StillOpen[1].Number))
        {
            var next = Math.Min(RoughTraffic.Events.Length, at + 200);
            next.ShouldBeGreaterThan(at, "two incidents are open at a time");
            RoughTraffic.Feed(replay, RoughTraffic.Events[at..next]);
            at = next;
        }

        return at;
    }
}
