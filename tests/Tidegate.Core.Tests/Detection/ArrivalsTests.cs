using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>What came before, against a list; and far ahead as step by step.</summary>
public sealed class ArrivalsTests
{
    private const string Seed = "0N0XIzNsQ0O2";
    private static readonly DetectionOptions Small = DetectionOptions.Default with { MaxMessages = 1024, FeedbackLateness = TimeSpan.FromSeconds(20), SubmissionLateness = TimeSpan.FromHours(1) };

    private static readonly Gen<TrafficEvent[]> Traffic = Gen.Select(Gen.ULong[1, 800], Gen.Int[0, 3], Gen.Int[0, 60], Gen.Int[0, 4]).Array[1, 5000].Select(static drawn =>
    {
        var time = FedPartition.Start;
        return drawn.Select(d => new TrafficEvent
        {
            Kind = d.Item4 switch { 0 => EventKind.Receipt, 1 => EventKind.Conversion, _ => EventKind.Submit },
            Time = time += d.Item3,
            MessageKey = Mix.Hash(d.Item1),
            Customer = d.Item4 > 1 ? Math.Max(1, d.Item2) : d.Item2, // only feedback may say nothing of it
        }).ToArray();
    });

    [Fact]
    public void Take_OfAnyTraffic_FindsWhatAListFinds() => Traffic.Sample(
        events =>
        {
            var arrivals = new Arrivals(Small);
            var model = new List<(long Sequence, TrafficEvent Event)>();
            long first = 0, next = 0;
            foreach (var (e, i) in events.Select(static (e, i) => (e, i)))
            {
                var held = model.FindLast(m => m.Event.MessageKey == e.MessageKey && (e.Customer == 0 || m.Event.Customer == e.Customer));
                var found = held.Event.MessageKey == 0 ? -1 : held.Sequence;
                var expected = (e.Kind == EventKind.Submit, found >= 0) switch
                {
                    (true, true) => ArrivalKind.Duplicate,
                    (true, false) => ArrivalKind.Submission,
                    (false, true) => ArrivalKind.Feedback,
                    _ => ArrivalKind.Orphan,
                };
                if (expected == ArrivalKind.Submission)
                {
                    if (model.Count == 1024) Forget(1);
                    model.Add((found = next++, e));
                }

                arrivals.Take(e).ShouldBe(new Arrival(expected, e.Time, found, first));
                if (expected == ArrivalKind.Submission && next % 1024 == 0) Forget(model.TakeWhile(m => Second(m.Event.Time) < Second(e.Time - 20_000)).Count());
                if (i == events.Length / 2) arrivals = Restored(arrivals);
            }

            void Forget(int count)
            {
                model.RemoveRange(0, count);
                first += count;
            }
        },
        seed: Seed,
        iter: 12);

    [Fact]
    public void Take_FarAhead_TellsTheSameAsStepByStep() => Traffic.Sample(
        events =>
        {
            TrafficEvent[] all = [.. new TrafficEvent[FarEvents.Most], .. events];
            var ahead = new Arrival[all.Length];
            var taken = new Arrivals(Small).Take(all, ahead);
            var step = new Arrivals(Small);
            ahead[taken].ShouldBe(events.Select(e => step.Take(e)));
            all[taken].ShouldBe(events);
        },
        seed: Seed,
        iter: 20);

    private static long Second(long time) => time / 1000;

    private static Arrivals Restored(Arrivals arrivals)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        arrivals.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var restored = new Arrivals(Small);
        restored.Load(reader);
        return restored;
    }
}
