using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Which events are taken, and how the others are counted.</summary>
public sealed class TakingTests
{
    private const string Seed = "0N0XIzNsQ0O2";
    private const int Hour = 3600;

    private readonly FedPartition _fed = new();

    private PartitionCounts Counts => _fed.Partition.Counts;

    [Fact]
    public void Submission_SeenBefore_IsDroppedAndCounted()
    {
        _fed.Take(_fed.Submit(1, 0));
        _fed.Take(_fed.Submit(1, 5));
        _fed.Take(_fed.Submit(1, 5, customer: "other"));

        Counts.Submissions.ShouldBe(2, "ids are unique per customer: another customer's is another message");
        Counts.Duplicates.ShouldBe(1);
        Counts.Cost.ShouldBe(0.1, 1e-6);
    }

    [Fact]
    public void Answers_GivenTwice_AreDroppedAndCounted()
    {
        _fed.Take(_fed.Submit(1, 0));
        for (var i = 0; i < 2; i++) _fed.Take(_fed.Receipt(1, 3));
        for (var i = 0; i < 2; i++) _fed.Take(_fed.Conversion(1, 30));

        (Counts.Receipts, Counts.Conversions, Counts.Duplicates).ShouldBe((1, 1, 2));
    }

    [Theory]
    [InlineData(600, 0)]
    [InlineData(601, 1)]
    public void Submission_OutOfOrder_IsTakenUpToTenMinutes(int late, int counted)
    {
        _fed.Take(_fed.Submit(1, Hour));
        _fed.Take(_fed.Submit(2, Hour - late));
        _fed.End();

        Counts.Late.ShouldBe(counted);
        Counts.Submissions.ShouldBe(2 - counted);
    }

    [Theory]
    [InlineData(24 * Hour, 0)]
    [InlineData((24 * Hour) + 1, 1)]
    public void Answers_OutOfOrder_AreTakenUpToADay(int late, int counted)
    {
        _fed.Partition.Arrivals.Trust(_fed.Submit(3, late + 1).Time);
        _fed.Take(_fed.Submit(1, 0));
        _fed.Take(_fed.Submit(2, late + 1 - (12 * Hour)));
        _fed.Take(_fed.Submit(3, late + 1));
        _fed.Take(_fed.Receipt(1, 1));
        _fed.Take(_fed.Conversion(1, 1));

        Counts.Late.ShouldBe(2 * counted);
        (Counts.Receipts, Counts.Conversions).ShouldBe((1 - counted, 1 - counted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("acme")]
    public void Answers_WithinADay_AreMatched(string customer)
    {
        _fed.Take(_fed.Submit(1, 0));
        for (var hour = 1; hour < 24; hour++) _fed.Take(_fed.Submit(100 + hour, hour * Hour, customer: "other"));
        _fed.Take(_fed.Receipt(1, 23.5 * Hour, customer));
        _fed.Take(_fed.Conversion(1, 23.5 * Hour, customer));

        (Counts.Receipts, Counts.Conversions, Counts.Orphans).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void Answers_WithoutTheirSubmission_AreCountedAsOrphans()
    {
        _fed.Take(_fed.Submit(1, 0));
        _fed.Take(_fed.Receipt(2, 1));
        _fed.Take(_fed.Conversion(3, 1));
        _fed.Take(_fed.Receipt(1, 1, customer: "other"));

        (Counts.Receipts, Counts.Conversions, Counts.Orphans).ShouldBe((0, 0, 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("acme")]
    public void Answers_BeforeTheirSubmission_WaitForIt(string customer)
    {
        _fed.Take(_fed.Submit(1, 0));
        _fed.Take(_fed.Receipt(2, 11, customer));
        _fed.Take(_fed.Conversion(2, 30, customer));
        _fed.Take(_fed.Conversion(2, 31, customer: "other"));
        _fed.Take(_fed.Submit(2, 10));

        (Counts.Receipts, Counts.Conversions, Counts.Orphans - Counts.Joined).ShouldBe((1, 1, 1), "what another customer says is not of this message");
        _fed.Take(_fed.Receipt(2, 12, customer));
        Counts.Duplicates.ShouldBe(1);
    }

    [Theory]
    [InlineData(600, 1)]
    [InlineData(601, 0)]
    public void Answers_BeforeTheirSubmission_WaitForAsLongAsItMayCome(int later, int joined)
    {
        _fed.Take(_fed.Submit(1, 0));
        _fed.Take(_fed.Receipt(2, 0));
        _fed.Take(_fed.Submit(3, later));
        _fed.Take(_fed.Receipt(4, later));
        _fed.Take(_fed.Submit(2, later));

        Counts.Joined.ShouldBe(joined);
    }

    [Fact]
    public void Answers_BeforeTheirSubmission_GiveWhatTheyGiveAfterIt() =>
        Gen.Int[2, 40].Array[1, 60].Sample(ids =>
        {
            var (early, usual) = (new FedPartition(), new FedPartition());
            var answers = ids.Distinct().ToArray();
            foreach (var fed in (FedPartition[])[early, usual])
            {
                fed.Take(fed.Submit(1000, 0));
                if (fed == early) Answer(fed);
                foreach (var id in answers) fed.Take(fed.Submit(id, 0));
                if (fed == usual) Answer(fed);
            }

            void Answer(FedPartition fed)
            {
                foreach (var id in answers.Order()) fed.Take(id % 2 == 0 ? fed.Receipt(id, 5) : fed.Conversion(id, 5));
            }

            (early.Partition.Counts.Receipts, early.Partition.Counts.Conversions).ShouldBe((usual.Partition.Counts.Receipts, usual.Partition.Counts.Conversions));
            for (var s = 0; s <= answers.Length; s++) early.Partition.Log[s].Marks.ShouldBe(usual.Partition.Log[s].Marks);
        }, seed: Seed, iter: 50);

    [Fact]
    public void Answers_ThatFindNoRoomToWait_AreCounted()
    {
        var fed = new FedPartition(new DetectionOptions { MaxMessages = 2048 });
        fed.Take(fed.Submit(1, 0));
        for (var i = 2; i < 3002; i++) fed.Take(fed.Receipt(i, 0));
        for (var i = 2; i < 3002; i++) fed.Take(fed.Submit(i, 1));

        fed.Partition.Counts.Joined.ShouldBe(2048);
        fed.Partition.Overflowed.ShouldBeGreaterThanOrEqualTo(3000 - 2048);
    }

    [Theory]
    [InlineData(ReceiptStatus.Delivered, true)]
    [InlineData(ReceiptStatus.Rejected, false)]
    public void Receipt_OfStatusUnknown_DoesNotHideTheOneThatKnows(ReceiptStatus known, bool delivered)
    {
        _fed.Take(_fed.Submit(1, 0));
        foreach (var (status, second) in new[] { (ReceiptStatus.Unknown, 1), (ReceiptStatus.Unknown, 2), (known, 8), (ReceiptStatus.Unknown, 9), (ReceiptStatus.Delivered, 10) })
            _fed.Take(_fed.Receipt(1, second) with { Status = status });

        var message = _fed.Partition.Log[0];
        (message.Has(MessageMarks.Receipted), message.Has(MessageMarks.Delivered), message.ReceiptDelay).ShouldBe((true, delivered, (ushort)80));
        (Counts.Receipts, Counts.Duplicates).ShouldBe((2, 3));
    }

    [Fact]
    public void Receipt_OfStatusUnknown_BeforeItsSubmission_DoesNotHideTheOneThatKnows()
    {
        _fed.Take(_fed.Submit(1, 0));
        _fed.Take(_fed.Receipt(2, 11) with { Status = ReceiptStatus.Unknown });
        _fed.Take(_fed.Receipt(2, 12));
        _fed.Take(_fed.Submit(2, 10));

        _fed.Partition.Log[1].Has(MessageMarks.Delivered).ShouldBeTrue();
    }

    [Fact]
    public void Event_FromAFarFuture_DoesNotMakeTheRestLate()
    {
        _fed.Take(_fed.Submit(1, 0));
        _fed.Take(_fed.Submit(2, 4e9));
        for (var i = 3; i < 100; i++)
        {
            _fed.Take(_fed.Submit(i, i));
            if (i % 10 == 0) _fed.Take(_fed.Submit(1000 + i, 4e9 + i));
        }

        Counts.Late.ShouldBe(10, "only the events from the far future are");
        Counts.Submissions.ShouldBe(98);
    }

    [Fact]
    public void Traffic_ThatGoesOnAfterALongPause_IsTakenWhole()
    {
        _fed.Take(_fed.Submit(1, 0));
        for (var i = 2; i < 102; i++) _fed.Take(_fed.Submit(i, (100 * 24 * Hour) + i));

        Counts.Late.ShouldBe(0);
        Counts.Submissions.ShouldBe(101);
    }
}
