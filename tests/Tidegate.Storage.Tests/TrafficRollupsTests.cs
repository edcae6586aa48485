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
    public void What_was_folded_in_haste_is_made_one_row_later_and_no_answer_changes_meanwhile()
    {
        using (var rollups = Open())
        {
            for (var n = 1; n <= 4; n++)
            {
                rollups.Add(n, 0, [Row(Key, 2), Row(Key with { Minute = Key.Minute + 1 }, 1), Row(Key with { Sender = "once" + n }, 1)]);
                rollups.Fold(merge: n == 4); // with rows there twice not even this one may be merged into them
                Messages(rollups).Sum().ShouldBe(4 * n);
            }

            rollups.HasUnmerged.ShouldBeTrue();
            Rows(rollups).ShouldBe(12);
            rollups.MergeSome(1).ShouldBe(3, "the first minute, for one is taken at least");
            rollups.HasUnmerged.ShouldBeTrue();
            Messages(rollups).ShouldBe([12, 1, 1, 1, 1]);
        }

        using var again = Open();
        again.HasUnmerged.ShouldBeTrue("it is known after a restart, too");
        again.MergeSome(1).ShouldBe(3);
        again.HasUnmerged.ShouldBeFalse();
        again.MergeSome(1).ShouldBe(0);
        Rows(again).ShouldBe(6);
        Messages(again).ShouldBe([12, 1, 1, 1, 1]);
        again.Add(5, 0, [Row(Key, 3)]);
        again.Fold();
        Rows(again).ShouldBe(6);
        Messages(again).ShouldBe([15, 1, 1, 1, 1]);
        Coarse(again);
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

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(60 * 5)]
    public void Coarse_sums_are_the_minutes_whatever_comes_late_is_deleted_or_is_from_before_they_were(int minutesIntoTheDay)
    {
        var random = new Random(3);
        using (var rollups = Open())
        {
            for (var n = 1; n <= 12; n++)
            {
                // Later and later, with what is late by up to two days: receipts and codes of messages that were summed long ago.
                rollups.Add(n, 0, Enumerable.Range(0, 300).Select(_ => Row(Key with
                {
                    Minute = Key.Minute + (n * 700) - random.Next(2880),
                    Customer = "c" + random.Next(3),
                    Network = "2220" + random.Next(2),
                    Supplier = random.Next(2) == 0 ? "" : "tim",
                    Block = 39339120 + (ulong)random.Next(4),
                    Currency = random.Next(9) == 0 ? "USD" : "EUR",
                }, random.Next(1, 4))));
                if (n % 3 == 0) rollups.Fold();
            }

            Between(rollups);
            rollups.Fold();
            Coarse(rollups);
            Between(rollups);
            rollups.DeleteBefore(Key.Minute + 1440 + minutesIntoTheDay).ShouldBeGreaterThan(0);
            Coarse(rollups);
            using var old = rollups.Open();
            using var command = old.CreateCommand();
            command.CommandText = "DROP TABLE by_hour; DROP TABLE by_day; DROP TABLE by_block";
            command.ExecuteNonQuery();
        }

        using var again = Open();
        Coarse(again);
        again.Read(new TrafficQuery { Since = 0, Until = Key.Minute * 2, StepMinutes = 0, Limit = 10 }).Sum(r => r.Sums.Messages).ShouldBeGreaterThan(0);
    }

    private static void Coarse(TrafficRollups rollups)
    {
        using var connection = rollups.Open();
        foreach (var coarse in CoarseSums.All)
        {
            var columns = string.Join(", ", coarse.Keys.Prepend("minute").Concat(coarse.Sums.Select(s => s is "price" or "cost" ? $"round({s}, 6)" : s)));
            Number(connection, $"SELECT count(*) FROM {coarse.Table}").ShouldBeGreaterThan(0);
            Number(connection, $"SELECT count(*) FROM (SELECT {columns} FROM {coarse.Table} EXCEPT ALL SELECT {columns} FROM ({coarse.Recount}))").ShouldBe(0, coarse.Table);
            Number(connection, $"SELECT count(*) FROM (SELECT {columns} FROM ({coarse.Recount}) EXCEPT ALL SELECT {columns} FROM {coarse.Table})").ShouldBe(0, coarse.Table);
        }
    }

    // Any stretch of time, with the parts of steps at its ends and with what is not folded.
    private static void Between(TrafficRollups rollups)
    {
        using var connection = rollups.Open();
        foreach (var coarse in CoarseSums.All)
        {
            foreach (var (from, until) in new[] { (Key.Minute - 3000, Key.Minute + 9000), (Key.Minute + 11, Key.Minute + 12), (Key.Minute + 701, Key.Minute + 5003), (Key.Minute + 1440, Key.Minute + 2880) })
            {
                var plain = $"SELECT sum(messages) FROM (SELECT * FROM traffic UNION ALL SELECT * FROM fresh) WHERE minute >= {from} AND minute < {until}";
                Number(connection, $"SELECT sum(messages) FROM ({coarse.Between(from, until)})").ShouldBe(Number(connection, plain), coarse.Table);
            }
        }
    }

    private static long Rows(TrafficRollups rollups)
    {
        using var connection = rollups.Open();
        return Number(connection, "SELECT count(*) FROM traffic");
    }

    private static long Number(DuckDB.NET.Data.DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() switch { System.Numerics.BigInteger wide => (long)wide, DBNull or null => 0, var value => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) };
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
