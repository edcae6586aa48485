using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>A few messages are let through after a block has ended, to see whether its attack still runs.</summary>
public sealed class ProbingTests
{
    private const int Probed = 3;
    private const long Start = 1_772_409_600_000; // 2026-03-02, 00:00 UTC
    private const long Minute = 60_000;
    private const long AttackAt = Start + (24 * 60 * Minute);
    private const ulong Range = 393391230000;

    private static readonly DecisionPolicy Probing = DecisionPolicy.Default with { Probe = Probed, BlockAt = 30 };

    [Fact]
    public void An_attack_that_goes_on_after_its_block_is_blocked_for_twice_as_long_after_that_many_messages()
    {
        var end = FirstEnd();
        var replay = Run(Probing, Attack(end + (10 * Minute), 40));

        var (first, second) = (replay.Desk.Decisions[0], replay.Desk.Decisions[1]);
        first.RanOut.ShouldBeTrue();
        second.Action.ShouldBe(DecisionAction.Block);
        second.StandsFor.ShouldBe(2 * first.StandsFor);
        second.Incident.ShouldBe(first.Incident);
        second.Ranges.ShouldBe(first.Ranges);
        second.Hits.ShouldBe(40 - Probed);
        second.IssuedAt.ShouldBe(end + (10 * Minute) + ((Probed - 1) * 5000));
        replay.Desk.Probes.ShouldBeEmpty();
    }

    [Fact]
    public void Again_and_again_it_stands_for_longer_each_time()
    {
        List<TrafficEvent> more = [];
        for (var i = 1; i < 4; i++)
        {
            var last = Run(Probing, [.. more, .. Clock(EndOf(Run(Probing, more)))]);
            more.AddRange(Attack(last.Desk.Decisions[^1].ExpiresAt + (10 * Minute), 20, from: i * 1000));
        }

        Run(Probing, more).Desk.Decisions.Select(d => d.StandsFor / Minute).ShouldBe([60, 120, 240, 480]);
    }

    [Fact]
    public void A_few_messages_or_none_release_it()
    {
        var end = FirstEnd();
        var replay = Run(Probing, [.. Attack(end + (10 * Minute), 1), .. Attack(end + (75 * Minute), 1, from: 1000), .. Clock(end + (200 * Minute))]);
        replay.Desk.Decisions.Count.ShouldBe(1);
        replay.Desk.Probes.ShouldBeEmpty();
        replay.Desk.Incidents[0].ClosedAt.ShouldNotBeNull();
    }

    [Fact]
    public void Messages_whose_codes_are_used_are_no_attack()
    {
        var end = FirstEnd();
        var honest = Attack(end + (10 * Minute), Probed + 1).SelectMany(e => new[] { e, Used(e) });
        Run(Probing, [.. honest]).Desk.Decisions.ShouldAllBe(d => d.StandsFor == 60 * Minute);
    }

    [Fact]
    public void Off_by_default_what_comes_back_must_be_found_anew()
    {
        var replay = Run(DecisionPolicy.Default, Attack(FirstEnd() + (10 * Minute), 40));
        replay.Desk.Decisions.ShouldAllBe(d => d.StandsFor == 60 * Minute);
        var (first, second) = (replay.Desk.Decisions[0], replay.Desk.Decisions[1]);
        second.Onset.ShouldBeGreaterThan(first.ExpiresAt); // by an alert of its own; a probe issues the ended one again
        second.ExceptKnownBefore.ShouldBe(first.ExceptKnownBefore, "the numbers that it went through before are no people's");
        second.Hits.ShouldBeLessThanOrEqualTo(40 - Probed);
        replay.Desk.Probes.ShouldBeEmpty();
    }

    [Fact]
    public void A_block_that_someone_lifted_is_not_probed()
    {
        var replay = Replay(Probing);
        Feed(replay, Before());
        replay.Desk.Lift(replay.Desk.Standing[0]);
        Feed(replay, [.. Attack(AttackAt + (60 * Minute), Probed + 1, from: 1000)]);
        replay.Desk.Decisions.Count(d => d.StandsFor > 60 * Minute).ShouldBe(0);
        replay.Desk.Probes.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_cut_within_a_probe_decides_as_one_in_one_piece()
    {
        var attack = Attack(FirstEnd() + (10 * Minute), 40);
        var whole = Run(Probing, attack);
        var cut = Run(Probing, attack[..2]);
        cut.Desk.Probes.Single().Passed.ShouldBe(2);
        using var saved = new MemoryStream();
        cut.Save(saved);
        saved.Position = 0;
        cut = Pipeline.Replay.Load(saved, new NumberPlan(), new ScanOptions { Policy = Probing });
        Feed(cut, attack[2..]);
        Bytes(cut).ShouldBe(Bytes(whole));
    }

    // When the first block has ended.
    private static long FirstEnd() => EndOf(Run(Probing, Clock(AttackAt + (90 * Minute))));

    private static long EndOf(Replay replay) => replay.Desk.Decisions[^1].ExpiresAt;

    private static byte[] Bytes(Replay replay)
    {
        using var saved = new MemoryStream();
        replay.Save(saved);
        return saved.ToArray();
    }

    private static Replay Replay(DecisionPolicy policy) => new(new TrafficNames(), new NumberPlan(), new ScanOptions { Policy = policy });

    private static Replay Run(DecisionPolicy policy, IReadOnlyList<TrafficEvent> more)
    {
        var replay = Replay(policy);
        Feed(replay, Before());
        Feed(replay, more);
        return replay;
    }

    private static void Feed(Replay replay, IReadOnlyList<TrafficEvent> events)
    {
        var named = events.Select(e => e with { Customer = e.Customer == 0 ? 0 : replay.Names.Customers.Intern("acme"), Network = e.Network == 0 ? 0 : replay.Names.Networks.Intern("22201") }).ToArray();
        if (named.Length == 0) return;
        replay.Partition.Arrivals.Trust(named[^1].Time); // as in a service, where nothing has to be waited for after a pause
        replay.Process(named);
    }

    // A day of honest traffic all over a country, its codes used, and an attack on one range for half an hour.
    private static List<TrafficEvent> Before()
    {
        var events = new List<TrafficEvent>();
        for (var i = 0; i < 4320; i++)
        {
            var sent = Submit(10_000_000 + i, Start + (i * 20_000L), 393_200_000_000 + (Mix.Hash((ulong)i) % 180_000_000));
            events.Add(sent);
            events.Add(Used(sent));
        }

        events.AddRange(Attack(AttackAt, 120, from: 500_000));
        return events;
    }

    private static List<TrafficEvent> Attack(long at, int messages, int from = 0) =>
        [.. Enumerable.Range(0, messages).Select(i => Submit(from + i + 1, at + (i * 5000L), Range + (Mix.Hash((ulong)(from + i)) % 10_000)))];

    // Time passes: honest messages elsewhere.
    private static List<TrafficEvent> Clock(long until)
    {
        var events = new List<TrafficEvent>();
        for (var at = AttackAt + (20 * Minute); at <= until; at += 10 * Minute) events.Add(Submit(at, at, 393_200_000_000 + (Mix.Hash((ulong)at) % 180_000_000)));
        return events;
    }

    private static TrafficEvent Submit(long id, long at, ulong destination) => new()
    {
        Kind = EventKind.Submit,
        Time = at,
        MessageKey = Mix.Hash((ulong)id),
        Customer = 1,
        Network = 1,
        Destination = destination,
        Price = 0.05f,
        Cost = float.NaN,
        Segments = 1,
    };

    private static TrafficEvent Used(TrafficEvent sent) => new()
    {
        Kind = EventKind.Conversion,
        Time = sent.Time + 1000,
        MessageKey = sent.MessageKey,
        Customer = 1,
        Price = float.NaN,
        Cost = float.NaN,
        Converted = true,
    };
}
