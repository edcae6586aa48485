using CsCheck;
using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Simulation.Scoring;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Simulation.Tests.Scoring;

public sealed class ScorerTests
{
    [Fact]
    public void A_block_stops_what_comes_after_its_issue_and_not_after_its_expiry()
    {
        var world = Handmade.World(
            Handmade.Message(10, "a", 391000, attack: 0),
            Handmade.Message(20, "a", 391001, attack: 0),
            Handmade.Message(30, "a", 391002, attack: 0),
            Handmade.Message(31, "a", 391003, attack: 0));

        var score = Scorer.Score(new WorldIndex(world), [], [Handmade.Block(10, 30, new Scope())]);

        score.Attacks[0].MessagesStopped.ShouldBe(2);
        score.Attacks[0].Stopped.ShouldBe(0.5, 1e-9);
        score.Attacks[0].MessagesBefore.ShouldBe(1);
        score.Attacks[0].MinutesBefore!.Value.ShouldBe(10 / 60.0, 1e-9);
    }

    [Fact]
    public void Lists_of_a_scope_are_joined_by_and_their_items_by_or_and_ranges_include_both_ends()
    {
        var world = Handmade.World(
            Handmade.Message(10, "a", 391000),
            Handmade.Message(11, "b", 391009),
            Handmade.Message(12, "c", 391005),
            Handmade.Message(13, "a", 391010),
            Handmade.Message(14, "a", 390999));
        var scope = new Scope { Customers = ["a", "b"], Ranges = [new(391000, 391009)] };

        Scorer.Score(new WorldIndex(world), [], [Handmade.Block(0, 99, scope)]).HonestBlocked.ShouldBe(2);
    }

    [Fact]
    public void A_destination_the_same_customer_had_messaged_before_is_left_out_whoever_sent_it()
    {
        var world = Handmade.World(
            Handmade.Message(5, "a", 391000),
            Handmade.Message(15, "a", 391000),
            Handmade.Message(16, "b", 391000),
            Handmade.Message(17, "a", 391001),
            Handmade.Message(18, "a", 391001));
        var scope = new Scope { ExceptKnownBefore = Handmade.At(10) };

        Scorer.Score(new WorldIndex(world), [], [Handmade.Block(10, 99, scope)]).HonestBlocked.ShouldBe(3);
    }

    [Fact]
    public void Throttles_and_monitors_stop_nothing()
    {
        var world = Handmade.World(Handmade.Message(10, "a", 391000));
        var decision = Handmade.Block(0, 99, new Scope()) with { Action = DecisionAction.Monitor };

        Scorer.Score(new WorldIndex(world), [], [decision]).HonestBlocked.ShouldBe(0);
    }

    [Fact]
    public void An_incident_is_false_when_under_half_of_what_it_points_at_in_its_time_was_fraud()
    {
        var world = Handmade.World(
            Handmade.Message(10, "a", 391000, attack: 0),
            Handmade.Message(11, "a", 391001),
            Handmade.Message(12, "a", 391002),
            Handmade.Message(40, "a", 391003, attack: 0));

        var even = Handmade.Incident("even", 10, 11, new Scope());
        var under = Handmade.Incident("under", 10, 12, new Scope());
        var nothing = Handmade.Incident("nothing", 10, 99, new Scope { Customers = ["nobody"] });
        var score = Scorer.Score(new WorldIndex(world), [even, under, nothing], []);

        score.Incidents.Select(static i => i.False).ShouldBe([false, true, true]);
        score.AttacksFound.ShouldBe(1);
        score.FalseBySurprise["none"].ShouldBe(2);
    }

    [Fact]
    public void Hops_that_share_a_campaign_count_as_one_campaign()
    {
        var world = Handmade.World(
            Handmade.Message(10, "a", 391000, attack: 0),
            Handmade.Message(50, "a", 441000, attack: 0));
        var score = Scorer.Score(
            new WorldIndex(world),
            [Handmade.Incident("1", 10, 20, new Scope()), Handmade.Incident("2", 45, 55, new Scope()) with { CampaignId = "1" }], []);

        score.Attacks[0].Incidents.ShouldBe(2);
        score.Attacks[0].Campaigns.ShouldBe(1);
    }

    [Fact]
    public void The_indexed_scorer_agrees_with_reading_the_rules_word_for_word()
    {
        var message = Gen.Select(Gen.Int[0, 50], Gen.Int[0, 3], Gen.Int[0, 30], Gen.Int[-1, 1], static (t, c, d, a) =>
            Handmade.Message(t, "c" + c, 391000 + (ulong)d, (short)a, network: "n" + (d % 3), sender: "s" + (d % 2)));
        var scope = Gen.Select(Gen.Int[0, 4].Array[0, 2], Gen.Int[0, 3].Array[0, 2], Gen.Int[0, 30].Array[0, 3], Gen.Int[-20, 50], static (c, n, r, k) => new Scope
        {
            Customers = [.. c.Select(static x => "c" + x)],
            Networks = [.. n.Select(static x => "n" + x)],
            Ranges = [.. r.Select(static x => new NumberRange(391000 + (ulong)x, 391000 + (ulong)x + 5))],
            ExceptKnownBefore = k < 0 ? null : Handmade.At(k),
        });
        var decision = Gen.Select(Gen.Int[0, 50], Gen.Int[0, 30], scope, static (t, n, s) => Handmade.Block(t, t + n, s));

        Gen.Select(message.Array[0, 60], decision.Array[0, 4]).Sample(
            static (messages, decisions) =>
            {
                var world = Handmade.World(messages);
                Scorer.Stopped(new WorldIndex(world), decisions).ShouldBe(WordForWord(world, decisions));
            },
            iter: 500, seed: "0000MnWlCx41");
    }

    private static bool[] WordForWord(World world, Decision[] decisions) => [.. world.Truth.Select(m => decisions.Any(d =>
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(m.Time);
        var known = d.Scope.ExceptKnownBefore is { } before && world.Truth.Any(o =>
            o.Customer == m.Customer && o.Destination == m.Destination && DateTimeOffset.FromUnixTimeMilliseconds(o.Time) < before);
        return d.IssuedAt < time && time <= d.ExpiresAt && !known
            && (d.Scope.Customers.Count == 0 || d.Scope.Customers.Contains(world.Names.Customers[m.Customer]))
            && (d.Scope.Networks.Count == 0 || d.Scope.Networks.Contains(world.Names.Networks[m.Network]))
            && (d.Scope.Ranges.Count == 0 || d.Scope.Ranges.Any(r => r.Contains(m.Destination)));
    }))];
}
