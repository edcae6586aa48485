using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Incidents;

public sealed class PictureTests
{
    private const ulong Block = 639086450000;
    private const int FirstParty = 2; // ids 0 and 1 stand for none and for too many
    private static readonly long Start = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void Steps_stay_bounded_and_lose_no_message()
    {
        Gen.Long[-90L * 86_400_000, 90L * 86_400_000].Array[1, 400].Sample(
            offsets =>
            {
                var steps = new StepCounts();
                foreach (var offset in offsets) steps.Add(Start + offset);
                steps.Counts.Count.ShouldBeLessThanOrEqualTo(StepCounts.Most);
                steps.Counts.Sum().ShouldBe(offsets.Length);
                steps.Start.ShouldBeLessThanOrEqualTo(Start + offsets.Min());
                (steps.Start + (steps.Counts.Count * steps.Step)).ShouldBeGreaterThan(Start + offsets.Max());
                for (var i = 0; i < steps.Counts.Count; i++)
                    steps.Counts[i].ShouldBe(offsets.Count(o => steps.StepOf(Start + o) == steps.First + i));
            },
            iter: 100,
            threads: 1,
            seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    public void Patterns_tell_a_count_up_a_scatter_and_a_pool_apart()
    {
        var draws = Draws(20260302);
        Strip(Enumerable.Range(500, 300).Select(i => (ulong)i)).Pattern.ShouldBe("sequential");
        Strip(Enumerable.Range(0, 300).Select(_ => (ulong)(draws() * 10_000))).Pattern.ShouldBe("random");
        Strip(Enumerable.Range(0, 9000).Select(_ => (ulong)(draws() * 10_000))).Pattern.ShouldBe("random");
        var pool = Enumerable.Range(0, 20).Select(_ => (ulong)(draws() * 10_000)).ToArray();
        Strip(Enumerable.Range(0, 300).Select(_ => pool[(int)(draws() * 20)])).Pattern.ShouldBe("pool");
    }

    [Fact]
    public void Strip_has_every_message_in_the_cell_of_its_number()
    {
        var strip = Strip([0, 39, 40, 9_999, 9_999]);
        strip.Range.ShouldBe(new NumberRange(Block, Block + 9_999));
        strip.Cells.Count.ShouldBe(250);
        (strip.Cells[0], strip.Cells[1], strip.Cells[249], strip.Messages, strip.DistinctDestinations).ShouldBe((2, 1, 2, 5L, 4L));
    }

    [Fact]
    public void Picture_is_bounded_whatever_the_attack()
    {
        var recorder = new PictureRecorder();
        var draws = Draws(7);
        for (var i = 0; i < 60_000; i++)
            recorder.Claim(Message(Start + (i * 20_000L), Block + (ulong)(draws() * 20_000_000), 1 + (int)(draws() * 3000)));
        var picture = Draw(recorder, []);

        picture.Observed.Count.ShouldBeLessThanOrEqualTo(StepCounts.Most);
        picture.Observed.Sum().ShouldBe(60_000);
        picture.Expected.Count.ShouldBe(picture.Observed.Count);
        picture.Strips.Count.ShouldBe(12);
        picture.Strips.ShouldAllBe(s => s.Cells.Count <= 250);
        picture.Heat.Count.ShouldBeLessThanOrEqualTo(500);
        picture.Heat.ShouldAllBe(c => c.Step >= 0 && c.Step < picture.Observed.Count);
        picture.Customers.Count.ShouldBeLessThanOrEqualTo(50);
        Saved(recorder).Length.ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void Saved_and_loaded_recorder_goes_on_as_the_first_would_have()
    {
        var (recorder, draws) = (new PictureRecorder(), Draws(3));
        recorder.Begin(Start);
        for (var i = 0; i < 500; i++) recorder.Claim(Message(Start + (i * 9_000L), Block + (ulong)(draws() * 30_000), 1 + (int)(draws() * 5)));
        recorder.LookBack();
        recorder.NoteHonest(Start - 1000);
        recorder.NoteOwn(Message(Start, Block, 1), inIncident: true);
        var loaded = new PictureRecorder();
        loaded.Load(new BinaryReader(new MemoryStream(Saved(recorder))));

        foreach (var one in new[] { recorder, loaded }) one.Claim(Message(Start + 86_400_000, Block + 77, 2));
        Saved(loaded).ShouldBe(Saved(recorder));
    }

    [Fact]
    public void Carriers_know_which_part_of_their_own_traffic_it_is()
    {
        var recorder = new PictureRecorder();
        recorder.Claim(Message(Start, Block, FirstParty));
        recorder.LookBack();
        for (var i = 0; i < 4; i++) recorder.NoteOwn(Message(Start, Block, FirstParty), inIncident: i == 0);

        var carrier = Draw(recorder, []).Customers.ShouldHaveSingleItem();
        (carrier.Name, carrier.Messages, carrier.ShareOfOwnTraffic).ShouldBe(("customer1", 1L, 0.25));
        carrier.Cost.ShouldBe(0.05, 1e-6);
    }

    private static RangeStrip Strip(IEnumerable<ulong> numbers)
    {
        var recorder = new PictureRecorder();
        var time = Start;
        foreach (var number in numbers) recorder.Claim(Message(time += 1000, Block + number, 1));
        return Draw(recorder, [new NumberRange(Block, Block + 9_999)]).Strips.ShouldHaveSingleItem();
    }

    private static IncidentPicture Draw(PictureRecorder recorder, IReadOnlyList<NumberRange> ranges)
    {
        var names = new TrafficNames();
        for (var i = 1; i <= 3001; i++)
        {
            names.Customers.Intern($"customer{i}");
            names.Senders.Intern($"sender{i}");
        }

        return PictureDrawing.Draw(recorder, ranges, ms => ms / 60_000.0, names);
    }

    private static Message Message(long time, ulong destination, int party) =>
        new() { Time = time, Destination = destination, Customer = party, Sender = party, Price = 0.05f };

    private static byte[] Saved(PictureRecorder recorder)
    {
        using var stream = new MemoryStream();
        recorder.Save(new BinaryWriter(stream));
        return stream.ToArray();
    }

    // SplitMix64 (Steele, Lea, Flood 2014), as numbers from 0 to 1.
    private static Func<double> Draws(ulong seed) => () =>
    {
        var z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    };
}
