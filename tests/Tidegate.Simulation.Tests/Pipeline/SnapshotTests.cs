using CsCheck;
using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Xunit;

namespace Tidegate.Simulation.Tests.Pipeline;

public sealed class SnapshotTests
{
    private const string Seed = "0N0XIzNsQ0O2";

    private static readonly Lazy<string> InOnePiece = new(() =>
    {
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, RoughTraffic.Events);
        return RoughTraffic.Json(replay);
    });

    [Fact]
    public void The_rough_traffic_has_what_a_cut_may_hit()
    {
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, RoughTraffic.Events);
        var report = RoughTraffic.Report(replay);

        report.Incidents.Count.ShouldBeGreaterThanOrEqualTo(3);
        report.Decisions.ShouldContain(d => d.Action == DecisionAction.Block && d.MessagesHit > 10);
        report.Counts.Duplicates.ShouldBeGreaterThan(100);
        report.Counts.Late.ShouldBeGreaterThan(20);
        report.Counts.Orphans.ShouldBeGreaterThan(0);
        replay.Partition.Counts.Joined.ShouldBeGreaterThan(10, "answers that came before their message");
    }

    [Fact]
    public void The_same_events_give_the_same_report_however_they_are_batched()
    {
        foreach (var batch in (int[])[1, 7, 100_000])
        {
            var replay = RoughTraffic.NewReplay();
            RoughTraffic.Feed(replay, RoughTraffic.Events, batch);
            RoughTraffic.Json(replay).ShouldBe(InOnePiece.Value);
        }
    }

    [Fact]
    public void A_run_cut_at_any_event_gives_the_report_of_a_run_in_one_piece() =>
        Gen.Int[0, RoughTraffic.Events.Length].Sample(CutOnce, seed: Seed, iter: 10, threads: 1);

    [Fact]
    public void A_run_cut_many_times_during_an_attack_gives_the_report_of_a_run_in_one_piece()
    {
        var events = RoughTraffic.Events;
        var from = events.Length / 2;
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, events[..from]);
        for (; from < events.Length; from += 701)
        {
            replay = RoughTraffic.Load(RoughTraffic.Save(replay));
            RoughTraffic.Feed(replay, events.Slice(from, Math.Min(701, events.Length - from)));
        }

        RoughTraffic.Json(replay).ShouldBe(InOnePiece.Value);
    }

    [Fact]
    public void A_restored_replay_saves_to_the_same_bytes_and_two_of_the_same_events_do_too() =>
        Gen.Int[0, RoughTraffic.Events.Length].Sample(
            at =>
            {
                var (one, two) = (RoughTraffic.NewReplay(), RoughTraffic.NewReplay());
                RoughTraffic.Feed(one, RoughTraffic.Events[..at]);
                RoughTraffic.Feed(two, RoughTraffic.Events[..at], batch: 33);
                var saved = RoughTraffic.Save(one);
                RoughTraffic.Save(two).AsSpan().SequenceEqual(saved).ShouldBeTrue();
                RoughTraffic.Save(RoughTraffic.Load(saved)).AsSpan().SequenceEqual(saved).ShouldBeTrue();
            },
            seed: Seed,
            iter: 4,
            threads: 1);

    [Fact]
    public void A_full_memory_is_restored_as_it_was()
    {
        var options = new ScanOptions { Detection = new DetectionOptions { MaxMessages = 2048, MaxPlaces = 3000, MaxKnownNumbers = 2000, MaxGroups = 40 } };
        var whole = RoughTraffic.NewReplay(options);
        RoughTraffic.Feed(whole, RoughTraffic.Events);
        var cut = RoughTraffic.NewReplay(options);
        RoughTraffic.Feed(cut, RoughTraffic.Events[..30_000]);
        cut = RoughTraffic.Load(RoughTraffic.Save(cut), options);
        RoughTraffic.Feed(cut, RoughTraffic.Events[30_000..]);

        RoughTraffic.Report(whole).Counts.Overflowed.ShouldBeGreaterThan(0);
        RoughTraffic.Json(cut).ShouldBe(RoughTraffic.Json(whole));
        RoughTraffic.Save(cut).AsSpan().SequenceEqual(RoughTraffic.Save(whole)).ShouldBeTrue();
    }

    [Fact]
    public void What_others_say_of_ranges_weighs_the_same_after_a_restore()
    {
        var first = RoughTraffic.NewReplay();
        RoughTraffic.Feed(first, RoughTraffic.Events);
        var options = new ScanOptions
        {
            Priors = [.. RoughTraffic.Report(first).Incidents.SelectMany(i => i.Scope.Ranges).Distinct().Select(r => new RangePrior
            {
                Range = r, Source = "others", FirstSeen = Worlds.WorldFolder.Epoch, LastSeen = Worlds.WorldFolder.Epoch, Confidence = 80, ExpiresAt = Worlds.WorldFolder.Epoch.AddDays(90),
            })],
        };
        var whole = RoughTraffic.NewReplay(options);
        RoughTraffic.Feed(whole, RoughTraffic.Events);
        RoughTraffic.Report(whole).Incidents.SelectMany(i => i.Evidence).ShouldContain(e => e.Channel == "prior");
        foreach (var at in (int[])[RoughTraffic.Events.Length / 3, RoughTraffic.Events.Length / 2, RoughTraffic.Events.Length * 3 / 4])
        {
            var cut = RoughTraffic.NewReplay(options);
            RoughTraffic.Feed(cut, RoughTraffic.Events[..at]);
            cut = RoughTraffic.Load(RoughTraffic.Save(cut), options);
            RoughTraffic.Feed(cut, RoughTraffic.Events[at..]);
            RoughTraffic.Json(cut).ShouldBe(RoughTraffic.Json(whole));
            RoughTraffic.Save(cut).AsSpan().SequenceEqual(RoughTraffic.Save(whole)).ShouldBeTrue();
        }
    }

    [Fact]
    public void What_the_filter_left_out_is_still_counted_after_a_restore()
    {
        var options = new ScanOptions { Since = Worlds.WorldFolder.Epoch.AddHours(20) };
        var replay = RoughTraffic.NewReplay(options);
        RoughTraffic.Feed(replay, RoughTraffic.Events);

        RoughTraffic.Report(replay).Counts.Filtered.ShouldBeGreaterThan(0);
        RoughTraffic.Json(RoughTraffic.Load(RoughTraffic.Save(replay), options)).ShouldBe(RoughTraffic.Json(replay));
    }

    [Fact]
    public void A_snapshot_cut_short_is_refused() =>
        Gen.Int[0, Middle.Value.Length - 1].Sample(length => Refused(Middle.Value[..length]).ShouldContain("cut short"), seed: Seed, iter: 40, threads: 1);

    [Fact]
    public void A_snapshot_with_any_byte_changed_is_refused() =>
        Gen.Select(Gen.Int[0, Middle.Value.Length - 1], Gen.Byte[1, 255]).Sample(
            (at, change) =>
            {
                var damaged = (byte[])Middle.Value.Clone();
                damaged[at] ^= change;
                Refused(damaged).ShouldNotBeEmpty();
            },
            seed: Seed,
            iter: 60,
            threads: 1);

    [Fact]
    public void A_file_that_is_no_snapshot_is_refused_by_name()
    {
        Refused("{\"schema\":\"tidegate.scan/1\"}"u8.ToArray()).ShouldContain("not a snapshot");
        Refused([]).ShouldContain("cut short");
    }

    [Fact]
    public void A_snapshot_of_another_version_is_refused_by_its_version()
    {
        var other = (byte[])Middle.Value.Clone();
        other[8] = 77;
        Refused(other).ShouldContain("version 77");
    }

    [Fact]
    public void Blocks_that_changed_places_are_refused()
    {
        const int Head = 28;
        const int Block = SnapshotWriteStream.BlockSize + SnapshotWriteStream.HeadSize;
        var bytes = Middle.Value;
        bytes.Length.ShouldBeGreaterThan(Head + (2 * Block));
        byte[] swapped = [.. bytes[..Head], .. bytes[(Head + Block)..(Head + (2 * Block))], .. bytes[Head..(Head + Block)], .. bytes[(Head + (2 * Block))..]];
        Refused(swapped).ShouldContain("damaged");
    }

    private static readonly Lazy<byte[]> Middle = new(() =>
    {
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, RoughTraffic.Events[..(RoughTraffic.Events.Length * 3 / 4)]);
        return RoughTraffic.Save(replay);
    });

    private static string Refused(byte[] snapshot) =>
        Should.Throw<SnapshotException>(() => Replay.Load(new MemoryStream(snapshot), new NumberPlan(), new ScanOptions())).Message;

    private static void CutOnce(int at)
    {
        var replay = RoughTraffic.NewReplay();
        RoughTraffic.Feed(replay, RoughTraffic.Events[..at]);
        replay = RoughTraffic.Load(RoughTraffic.Save(replay));
        RoughTraffic.Feed(replay, RoughTraffic.Events[at..]);
        RoughTraffic.Json(replay).ShouldBe(InOnePiece.Value);
    }
}
