using Shouldly;
using Tidegate.Storage.Rollups;
using Xunit;

namespace Tidegate.Storage.Tests;

public sealed class TrafficRollupsTests : IDisposable
{
    private static readonly RollupKey Key = new(29_540_160, "acme", "ACME", "tim", "22201", 39339123, "EUR");
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-rollups-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sums_and_position_are_written_together_and_folding_changes_no_answer()
    {
        using (var rollups = Open())
        {
            rollups.Position.ShouldBe(0);
            rollups.Add(5, 0, [Row(Key, 2), Row(Key with { Sender = "it's \"quoted\"; --" }, 1)]);
            rollups.Add(9, 3, [Row(Key, 4)]);
            Messages(rollups).ShouldBe([6, 1]);
            rollups.Fold();
            Messages(rollups).ShouldBe([6, 1]);
            rollups.Add(11, 3, [Row(Key, 1)]);
            rollups.Fold();
            rollups.Fresh.ShouldBe(0);
        }

        using var again = Open();
        (again.Position, again.Lost).ShouldBe((11, 3));
        Messages(again).ShouldBe([7, 1]);
    }

    [Fact]
    public void What_cannot_be_added_leaves_sums_and_position_as_they_were()
    {
        using var rollups = Open();
        rollups.Add(5, 0, [Row(Key, 2)]);
        Should.Throw<InvalidDataException>(() => rollups.Add(9, 0, Failing()));
        rollups.Position.ShouldBe(5);
        Messages(rollups).ShouldBe([2]);
        rollups.Add(9, 0, [Row(Key, 1)]);
        Messages(rollups).ShouldBe([3]);
    }

    [Fact]
    public void What_is_older_than_a_minute_is_deleted()
    {
        using var rollups = Open();
        rollups.Oldest().ShouldBeNull();
        rollups.Add(1, 0, [Row(Key, 1), Row(Key with { Minute = Key.Minute - 1 }, 1)]);
        rollups.Fold();
        rollups.Add(2, 0, [Row(Key with { Minute = Key.Minute - 2 }, 1)]);
        rollups.Oldest().ShouldBe(Key.Minute - 2);
        rollups.DeleteBefore(Key.Minute).ShouldBe(2);
        rollups.DeleteBefore(Key.Minute).ShouldBe(0);
        rollups.Oldest().ShouldBe(Key.Minute);
    }

    private static IEnumerable<KeyValuePair<RollupKey, RollupSums>> Failing()
    {
        yield return Row(Key, 100);
        throw new InvalidDataException("in the middle");
    }

    private static KeyValuePair<RollupKey, RollupSums> Row(RollupKey key, int messages) => new(key, new RollupSums { Messages = messages, Segments = messages, Price = 0.1 * messages });

    private static IEnumerable<long> Messages(TrafficRollups rollups) => rollups
        .Read(new TrafficQuery { Since = Key.Minute - 10, Until = Key.Minute + 10, StepMinutes = 60, By = [TrafficDimension.Sender], Limit = 10 })
        .Select(row => row.Sums.Messages);

    private TrafficRollups Open() => new(Path.Combine(_folder, "traffic.duckdb"));
}
