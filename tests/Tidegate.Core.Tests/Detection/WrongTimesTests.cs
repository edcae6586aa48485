using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Wrong times within a day (a time zone, a clock that leapt) cost the records that bear them and no others; a pause costs none.</summary>
public sealed class WrongTimesTests
{
    private const double Hour = 3600;
    private const string Seed = "0N0XIzNsQ0O2";

    private readonly FedPartition _fed = new();

    private PartitionCounts Counts => _fed.Partition.Counts;

    [Theory]
    [InlineData(0.2)]
    [InlineData(3)]
    [InlineData(23)]
    public void OneAhead_AmongMany_IsNotBelieved(double hours)
    {
        for (var i = 0; i < 1000; i++) _fed.Take(_fed.Submit(i, i == 500 ? i + (hours * Hour) : i));

        (Counts.Submissions, Counts.Ahead, Counts.Late).ShouldBe((999, 1, 1));
    }

    /// <summary>With receipts that come after their messages, and of which some are on time, as its supplier's are.</summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.3)]
    public void ACustomerInAnotherTimeZone_CostsItsOwnRecords(double share) => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var (fed, rng, wrong) = (new FedPartition(), new Random(seed), 0);
            for (var i = 0; i < 5000; i++)
            {
                var ahead = i >= FarEvents.Most && rng.NextDouble() < share;
                if (ahead) wrong++;
                fed.Take(fed.Submit(i, (ahead ? 2 * Hour : 0) + i, ahead ? "abroad" : "acme"));
                if (i > 5 && rng.Next(2) == 0) fed.Take(fed.Receipt(i - 5, i));
            }

            fed.Partition.Counts.Submissions.ShouldBeGreaterThanOrEqualTo(5000 - wrong);
            fed.Partition.Counts.Late.ShouldBe(fed.Partition.Counts.Ahead, "nothing else is late");
        },
        seed: Seed,
        iter: 10);

    [Theory]
    [InlineData(0.5)]
    [InlineData(8)]
    [InlineData(23)]
    public void APause_LosesNothing_EvenWhereAStragglerComesBehindIt(double hours)
    {
        for (var i = 0; i < 500; i++) _fed.Take(_fed.Submit(i, i));
        _fed.Take(_fed.Submit(500, (hours * Hour) + 500));
        _fed.Take(_fed.Submit(501, 499));
        _fed.Take(_fed.Receipt(500, (hours * Hour) + 505));
        for (var i = 502; i < 600; i++) _fed.Take(_fed.Submit(i, (hours * Hour) + i));

        (Counts.Submissions, Counts.Receipts, Counts.Late, _fed.Partition.Arrivals.Held.Count).ShouldBe((600, 1, 0, 0));
    }

    [Fact]
    public void TrafficThatIsSparse_IsTakenAtOnce_OnceThatIsKnown()
    {
        for (var i = 0; i < 60; i++)
        {
            _fed.Take(_fed.Submit(i, i * Hour / 2));
            if (i > FarEvents.Most) _fed.Partition.Arrivals.Held.ShouldBeEmpty();
        }

        (Counts.Submissions, Counts.Late).ShouldBe((60, 0));
    }

    [Fact]
    public void WhatIsLate_DoesNotTurnTheClockBack()
    {
        for (var i = 0; i < 500; i++) _fed.Take(_fed.Submit(i, (9 * Hour) + i));
        for (var i = 500; i < 600; i++) _fed.Take(_fed.Submit(i, (4 * Hour) + i));

        (Counts.Submissions, Counts.Late).ShouldBe((500, 100));
    }

    /// <summary>Those ahead and those behind do not make twenty together.</summary>
    [Fact]
    public void WrongTimesOnBothSides_AreNotBelieved()
    {
        for (var i = 0; i < 100; i++) _fed.Take(_fed.Submit(i, i));
        for (var i = 100; i < 160; i++) _fed.Take(_fed.Submit(i, i % 2 == 0 ? 70 * Hour : -70 * Hour));
        for (var i = 160; i < 260; i++) _fed.Take(_fed.Submit(i, i));

        (Counts.Submissions, Counts.Late).ShouldBe((200, 60));
    }

    [Fact]
    public void WhatIsNotAheadOfTheTimeOfReceipt_IsTakenAtOnce()
    {
        for (var i = 0; i < 100; i++) _fed.Take(_fed.Submit(i, i));
        _fed.Partition.Arrivals.Trust(_fed.Submit(100, 30 * Hour).Time);
        _fed.Take(_fed.Submit(100, 30 * Hour));

        (Counts.Submissions, _fed.Partition.Now).ShouldBe((101, _fed.Submit(100, 30 * Hour).Time));
        _fed.Take(_fed.Submit(101, 31 * Hour));
        (Counts.Submissions, _fed.Partition.Arrivals.Held.Count).ShouldBe((101, 1));
    }
}
