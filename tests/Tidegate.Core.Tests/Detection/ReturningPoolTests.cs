using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>The same numbers again, days after they were blocked: they are not known people for having been attacked.</summary>
public sealed class ReturningPoolTests
{
    private const int Hour = 3600;
    private const ulong Range = 998_935_500_000;

    [Fact]
    public void PoolThatComesBack_IsBlockedAgain_AsSoonAsTheFirstTime()
    {
        var (fed, rng) = (new FedPartition(), new Random(3));
        var people = Enumerable.Range(0, 4000).Select(_ => 998_930_000_000UL + (ulong)rng.Next(5_000_000)).ToList();
        var pool = Enumerable.Range(0, 300).Select(_ => Range + (ulong)rng.Next(10_000)).ToList();
        var (id, at) = (0L, 0.0);
        void Honest(double until)
        {
            for (; at < until; at += 10) fed.Take(fed.Submit(id++, at, $"customer{id % 5}", people[rng.Next(people.Count)]));
        }

        int Attack(double hours)
        {
            var (end, sent, blocked) = (at + (hours * Hour), 0, fed.Desk.Decisions.Count);
            var needed = 0;
            while (at < end)
            {
                Honest(at + 10);
                for (var i = 0; i < 2; i++) fed.Take(fed.Submit(id++, at + i, "customer1", pool[rng.Next(pool.Count)]));
                sent += 2;
                if (needed == 0 && fed.Desk.Decisions.Count > blocked) needed = sent;
            }

            return needed;
        }

        Honest(12 * Hour);
        var first = Attack(2);
        Honest(40 * Hour);
        fed.Desk.Decisions.ShouldAllBe(d => d.ExpiresAt < fed.Partition.Now);
        var second = Attack(1);
        first.ShouldBeInRange(5, 40);
        second.ShouldBeInRange(2, first + 4);
        fed.Desk.Incidents.Count.ShouldBe(2);
    }

    /// <summary>Who enters codes is a person, whatever was refused: known as before.</summary>
    [Fact]
    public void NumberThatWasRefused_AndConverts_StaysKnown()
    {
        var known = new KnownNumbers(1000);
        var key = KnownNumbers.Key(1, Range);
        known.Touch(key, 100).ShouldBe(KnownNumbers.New);
        known.Refuse(key, refused: true);
        known.Touch(key, 100 + 3000).ShouldBe(100); // while they keep coming
        known.Refuse(key, refused: false);
        known.Touch(key, 100 + 9000).ShouldBe(100);
        known.Refuse(key, refused: true);
        known.Touch(key, 100 + 9000 + 3602).ShouldBe(KnownNumbers.New);
        known.Touch(key, 100 + 30_000).ShouldBe(100 + 9000 + 3602);
    }
}
