using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

public sealed class MessageLogTests
{
    private const string Seed = "0N0XIzNsQ0O2";

    [Fact]
    public void Log_UnderAnyComingAndGoing_IsAListThatForgetsItsOldest() =>
        // Up to a million messages a run: they go around all chunks that the window has.
        Gen.Select(Gen.Int[0, 60_000], Gen.Int[0, 60_000]).Array[1, 16].Sample(
            steps =>
            {
                const int Maximum = 200_000;
                var log = new MessageLog(Maximum);
                long first = 0, next = 0, early = 0;
                for (var i = 0; i < steps.Length; i++)
                {
                    var (come, go) = steps[i];
                    for (; come > 0; come--)
                    {
                        if (next - first == Maximum)
                        {
                            log.LeaveBefore(++first, before: 0, now: long.MaxValue);
                            early++;
                        }

                        log.Add(new Message { Time = TimeOf(next), BackInBlock = (int)(next % 7) }).ShouldBe(next++);
                    }

                    first += Math.Min(go, next - first);
                    log.LeaveBefore(first, before: long.MaxValue, now: long.MaxValue);
                    if (i == steps.Length / 2) log = Restored(log, Maximum);
                    (log.First, log.Next, log.LeftEarly).ShouldBe((first, next, early));
                    log.Holds(first - 1).ShouldBeFalse();
                    log.Holds(next).ShouldBeFalse();
                    for (var s = first; s < next; s++)
                        if (log[s].Time != TimeOf(s) || log.PreviousInBlock(s) != (s % 7 == 0 ? -1 : s - (s % 7))) throw new InvalidOperationException($"message {s} is not the one that was added");
                }
            },
            seed: Seed,
            iter: 8);

    private static long TimeOf(long sequence) => FedPartition.Start + (sequence * 3);

    private static MessageLog Restored(MessageLog log, int maximum)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        log.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var restored = new MessageLog(maximum);
        restored.Load(reader);
        return restored;
    }
}
