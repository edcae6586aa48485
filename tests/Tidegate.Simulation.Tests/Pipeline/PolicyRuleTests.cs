using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Simulation.Tests.Pipeline;

/// <summary>Rules of the policy, on traffic with attacks.</summary>
public sealed class PolicyRuleTests
{
    private static readonly Lazy<ScanReport> Standard = new(() => Under(DecisionPolicy.Default));

    private static Decision FirstBlock => Standard.Value.Decisions[0];

    private static string Network => FirstBlock.Scope.Networks[0];

    [Fact]
    public void A_rule_that_monitors_blocks_nothing_there_and_tells_nobody()
    {
        var report = Under(With(Rule(Reaction.Monitor, new() { Networks = [Network] })));

        FirstBlock.Action.ShouldBe(DecisionAction.Block);
        var here = report.Decisions.Where(d => d.Scope.Networks.Contains(Network)).ToList();
        here.ShouldNotBeEmpty();
        here.ShouldAllBe(d => d.Action == DecisionAction.Monitor && d.Reason.Contains("'the rule'", StringComparison.Ordinal));
        report.Incidents.Single(i => i.Id == here[0].IncidentId).Quiet.ShouldBeTrue();
        report.Decisions.ShouldContain(d => d.Action == DecisionAction.Block);
        report.Incidents.ShouldContain(i => !i.Quiet);
    }

    [Theory]
    [InlineData("no such customer", "", "")]
    [InlineData("", "99999", "")]
    [InlineData("", "", "no such supplier")]
    public void A_rule_for_others_changes_nothing(string customer, string network, string supplier)
    {
        var when = new RuleConditions { Customers = Listed(customer), Networks = Listed(network), Suppliers = Listed(supplier) };
        Actions(Under(With(Rule(Reaction.Monitor, when)))).ShouldBe(Actions(Standard.Value));
    }

    [Fact]
    public void Rules_for_its_customer_its_country_and_its_main_supplier_apply()
    {
        var incident = Standard.Value.Incidents.Single(i => i.Id == FirstBlock.IncidentId);
        foreach (var when in new RuleConditions[] { new() { Customers = FirstBlock.Scope.Customers }, new() { Networks = [Network[..3]] }, new() { Suppliers = [incident.Scope.Suppliers[0]] } })
            Under(With(Rule(Reaction.Throttle, when))).Decisions[0].Action.ShouldBe(DecisionAction.Throttle);
    }

    [Fact]
    public void The_first_rule_that_applies_decides() =>
        Under(With(Rule(Reaction.Throttle, new()), Rule(Reaction.Block, new()))).Decisions.ShouldAllBe(d => d.Action == DecisionAction.Throttle);

    [Fact]
    public void Monitor_wins_over_rules() =>
        Under(With(Rule(Reaction.Block, new())) with { MonitorCustomers = FirstBlock.Scope.Customers }).Decisions
            .Where(d => d.Scope.Customers.SequenceEqual(FirstBlock.Scope.Customers)).ShouldAllBe(d => d.Action == DecisionAction.Monitor);

    [Fact]
    public void A_rule_may_ask_for_less_odds_than_the_policy() =>
        Under(With(Rule(Reaction.Block, new() { Odds = 16 })) with { BlockAt = 1000 }).Decisions.ShouldNotBeEmpty();

    [Fact]
    public void As_money_is_lost_a_stronger_rule_takes_the_place_of_the_weaker()
    {
        var cost = Standard.Value.Incidents.Single(i => i.Id == FirstBlock.IncidentId).Cost;
        var report = Under(With(Rule(Reaction.Block, new() { Money = cost / 2 }), Rule(Reaction.Notify, new())));

        var here = report.Decisions.Where(d => d.IncidentId == FirstBlock.IncidentId).ToList();
        here[0].Action.ShouldBe(DecisionAction.Monitor);
        here[1].Action.ShouldBe(DecisionAction.Block);
        here[1].Scope.Ranges.ShouldBe(here[0].Scope.Ranges);
        here[1].IssuedAt.ShouldBe(here[0].ExpiresAt);
        report.Incidents.ShouldAllBe(i => !i.Quiet);
    }

    [Fact]
    public void In_quiet_hours_nothing_is_blocked_and_what_goes_on_after_them_is()
    {
        var issued = TimeOnly.FromDateTime(FirstBlock.IssuedAt.UtcDateTime);
        var (from, to) = (issued.AddMinutes(-30), issued.AddMinutes(10));
        var here = Under(DecisionPolicy.Default with { QuietHours = new QuietTime(from, to, "UTC", Reaction.Notify) }).Decisions.Where(d => d.IncidentId == FirstBlock.IncidentId).ToList();

        here[0].Action.ShouldBe(DecisionAction.Monitor);
        here[0].Reason.ShouldContain("quiet hours");
        here[1].Action.ShouldBe(DecisionAction.Block);
        (here[1].IssuedAt - here[0].IssuedAt).ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void What_comes_back_after_its_block_ran_out_is_blocked_for_longer()
    {
        var range = FirstBlock.Scope.Ranges[0];
        var again = new List<TrafficEvent>();
        foreach (var e in RoughTraffic.Events)
        {
            again.Add(e);
            if (e.Kind == EventKind.Submit && range.Contains(e.Destination) && e.Time >= FirstBlock.IssuedAt.ToUnixTimeMilliseconds() - 600_000)
                again.Add(e with { Time = e.Time + (12 * 3_600_000), MessageKey = Mix.Hash(e.MessageKey), Destination = range.From + ((e.Destination - range.From + 3333) % (range.To - range.From + 1)) });
        }

        var long20 = Rule(Reaction.Block, new()) with { For = TimeSpan.FromMinutes(30), RepeatFor = [TimeSpan.FromHours(20)] };
        var blocks = Under(With(long20), [.. again.OrderBy(e => e.Time)]).Decisions.Where(d => d.Scope.Ranges.Any(r => r.Contains(range.From))).ToList();

        blocks.Count.ShouldBe(2);
        (blocks[0].ExpiresAt - blocks[0].IssuedAt).ShouldBeLessThan(TimeSpan.FromHours(6));
        (blocks[1].ExpiresAt - blocks[1].IssuedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(20));
    }

    [Fact]
    public void A_rule_that_asks_for_approval_proposes_and_stops_nothing()
    {
        var report = Under(With(Rule(Reaction.Block, new()) with { Approve = true }));
        report.Decisions.ShouldNotBeEmpty();
        report.Decisions.ShouldAllBe(d => d.Action == DecisionAction.Monitor && d.Proposed == DecisionAction.Block && d.Reason.Contains("takes a person's approval", StringComparison.Ordinal));
        report.Incidents.ShouldAllBe(i => i.State != IncidentState.Mitigated);
        report.Incidents.ShouldContain(i => i.Summary.Contains("proposes to block it", StringComparison.Ordinal));
        Sentences.Decisions(report).ShouldBe($"Decisions: {report.Decisions.Count} proposed, awaiting approval.");
        ReportTotals.Of(report).MessagesStopped.ShouldBe(0);
    }

    [Fact]
    public void What_was_approved_blocks_from_then_on_and_what_was_refused_never_while_the_attack_lasts()
    {
        var options = new ScanOptions { Policy = With(Rule(Reaction.Block, new()) with { Approve = true }) };
        var whole = RoughTraffic.NewReplay(options);
        var cut = RoughTraffic.NewReplay(options);
        var settled = 0;
        foreach (var chunk in RoughTraffic.Events.ToArray().Chunk(200))
        {
            foreach (var replay in new[] { whole, cut })
            {
                RoughTraffic.Feed(replay, chunk);
                foreach (var proposal in replay.Desk.Proposals.ToList())
                {
                    var id = Desk.IdOf(proposal);
                    var approve = replay.Desk.Decisions.Count(d => d.Proposed is not null) % 2 == 1;
                    if (approve) replay.Desk.Approve(id);
                    else replay.Desk.Refuse(id);
                    replay.Desk.ApprovedFrom(id).ShouldBe(approve ? replay.Desk.Decisions[^1] : null);
                    settled++;
                }
            }

            cut = RoughTraffic.Load(RoughTraffic.Save(cut), options);
        }

        settled.ShouldBeGreaterThan(2);
        var report = RoughTraffic.Report(whole);
        report.Decisions.ShouldContain(d => d.Action == DecisionAction.Block && d.MessagesHit > 0);
        foreach (var block in report.Decisions.Where(d => d.Action == DecisionAction.Block)) block.Reason.ShouldContain("approved by a person");
        report.Decisions.ShouldContain(d => d.Action == DecisionAction.Monitor && d.Proposed == null && d.Reason.Contains("and refused", StringComparison.Ordinal));
        RoughTraffic.Json(cut).ShouldBe(RoughTraffic.Json(whole));
    }

    [Fact]
    public void Approving_what_awaits_no_approval_does_nothing()
    {
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, RoughTraffic.Events);
        var before = RoughTraffic.Json(replay);
        replay.Desk.Approve(Desk.IdOf(replay.Desk.Decisions[0]));
        replay.Desk.Refuse(Desk.IdOf(replay.Desk.Decisions[0]));
        replay.Desk.Approve("d-none");
        RoughTraffic.Json(replay).ShouldBe(before);
    }

    [Fact]
    public void A_run_cut_in_two_decides_as_one_in_one_piece()
    {
        var policy = With(Rule(Reaction.Block, new() { Money = 5 }) with { RepeatFor = [TimeSpan.FromHours(3)] }, Rule(Reaction.Notify, new()));
        var options = new ScanOptions { Policy = policy };
        var (whole, cut) = (RoughTraffic.NewReplay(options), RoughTraffic.NewReplay(options));
        RoughTraffic.Feed(whole, RoughTraffic.Events);
        var at = RoughTraffic.Events.Length * 57 / 100;
        RoughTraffic.Feed(cut, RoughTraffic.Events[..at]);
        cut = RoughTraffic.Load(RoughTraffic.Save(cut), options);
        RoughTraffic.Feed(cut, RoughTraffic.Events[at..]);

        RoughTraffic.Json(cut).ShouldBe(RoughTraffic.Json(whole));
    }

    private static PolicyRule Rule(Reaction then, RuleConditions when) => new() { Name = "the rule", When = when, Then = then };

    private static DecisionPolicy With(params PolicyRule[] rules) => DecisionPolicy.Default with { Rules = rules };

    private static IReadOnlyList<string> Listed(string name) => name.Length == 0 ? [] : [name];

    private static IEnumerable<(string, DecisionAction)> Actions(ScanReport report) => report.Decisions.Select(d => (d.Id, d.Action));

    private static ScanReport Under(DecisionPolicy policy, TrafficEvent[]? events = null)
    {
        var replay = RoughTraffic.NewReplay(new ScanOptions { Policy = policy });
        RoughTraffic.Feed(replay, events ?? RoughTraffic.Events);
        return RoughTraffic.Report(replay);
    }
}
