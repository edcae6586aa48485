using Shouldly;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Whatever comes in: no crash, bounded memory that tells when it is full, and evidence that is finite.</summary>
public sealed class HostileTrafficTests
{
    private const int Events = 60_000;

    private static readonly DetectionOptions Tiny = new() { MaxMessages = 2048, MaxPlaces = 5000, MaxKnownNumbers = 4000, MaxGroups = 300 };

    public static TheoryData<string, bool> Streams { get; } = new()
    {
        { "distinct senders", true }, { "distinct customers", true }, { "distinct numbers", true }, { "one number", false }, { "one row of numbers", true },
        { "one moment", true }, { "backwards", false }, { "jumping", false }, { "in 1970", true }, { "in 2170", true }, { "odd numbers", true }, { "no fields", true },
        { "infinite prices", true }, { "converting in advance", true },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void AnyStream_InTinyMemory_GivesFiniteEvidenceAndSaysWhatDidNotFit(string stream, bool overflows)
    {
        var fed = new FedPartition(Tiny);
        var given = 0;
        for (var i = 0; i < Events; i++)
        {
            var e = Of(fed, stream, i);
            fed.Take(e);
            given++;
            if (i % 3 != 0) continue;
            given++;
            fed.Take(fed.Conversion(i + 1, (e.Time - FedPartition.Start) / 1000.0, "") with { Customer = e.Customer });
        }

        fed.End();
        foreach (var alert in fed.Alerts)
        {
            double.IsFinite(alert.LogOdds).ShouldBeTrue();
            alert.Evidence.ShouldAllBe(e => double.IsFinite(e.LogOdds) && double.IsFinite(e.Observed) && double.IsFinite(e.Expected));
            alert.Ranges.ShouldAllBe(r => double.IsFinite(r.Share) && r.From <= r.To);
        }

        foreach (var incident in fed.Desk.ReportIncidents())
        {
            foreach (var figure in (double[])[incident.LogOdds, incident.ExpectedMessages, incident.FalseAlarmsPerWeek]) double.IsFinite(figure).ShouldBeTrue();
            incident.Evidence.ShouldAllBe(e => double.IsFinite(e.LogOdds) && double.IsFinite(e.Observed) && double.IsFinite(e.Expected));
        }

        var counts = fed.Partition.Counts;
        (counts.Submissions + counts.Conversions + counts.Duplicates + counts.Late + counts.Orphans - counts.Joined).ShouldBe(given, "nothing is dropped without being counted");
        if (overflows) fed.Partition.Overflowed.ShouldBeGreaterThan(0);
        (fed.Partition.Log.Next - fed.Partition.Log.First).ShouldBeLessThanOrEqualTo(Tiny.MaxMessages);
        fed.Partition.PlaceCount.ShouldBeLessThanOrEqualTo(Tiny.MaxPlaces);
        fed.Partition.KnownCount.ShouldBeLessThanOrEqualTo(Tiny.MaxKnownNumbers);
        fed.Partition.GroupCount.ShouldBeLessThanOrEqualTo(Tiny.MaxGroups);
    }

    [Fact]
    public void MillionSenders_AreHeldApart_WithoutAnyFalseFigure()
    {
        var fed = new FedPartition();
        for (var i = 0; i < 1_000_000; i++) fed.Take(fed.Submit(i + 1, i * 0.01, sender: $"S{i}", destination: 393390000000UL + ((ulong)i % 100_000)));

        fed.Partition.Counts.Submissions.ShouldBe(1_000_000);
        fed.Names.Senders.Count.ShouldBe(1_000_002);
        fed.Alerts.ShouldAllBe(a => double.IsFinite(a.LogOdds));
    }

    private static TrafficEvent Of(FedPartition fed, string stream, int i)
    {
        var spread = 393390000000UL + (Mix.Hash((ulong)i) % 10_000_000);
        var e = fed.Submit(i + 1, i * 0.1, customer: $"c{i % 5}", destination: spread, sender: $"s{i % 7}");
        switch (stream)
        {
            case "distinct senders": e.Sender = fed.Names.Senders.Intern($"x{i}"); break;
            case "distinct customers": e.Customer = fed.Names.Customers.Intern($"x{i}"); break;
            case "one number": e.Destination = 393391234567; break;
            case "one row of numbers": e.Destination = 393390000000UL + (ulong)i; break;
            case "one moment": e.Time = FedPartition.Start; break;
            case "backwards": e.Time = FedPartition.Start - (i * 100L); break;
            case "jumping": e.Time += (long)(Mix.Hash((ulong)i) % 5 * 100 * 86_400_000); break;
            case "in 1970": e.Time = i + 1; break;
            case "in 2170": e.Time = 6_311_433_600_000 + (i * 100L); break;
            case "odd numbers": e.Destination = Mix.Hash((ulong)i) >> (i % 64); break;
            case "no fields": (e.Sender, e.Supplier, e.Network, e.Price) = (0, 0, 0, float.NaN); break;
            case "infinite prices": e.Price = i % 2 == 0 ? float.MaxValue : -float.MaxValue; break;
            case "converting in advance": e.Time = FedPartition.Start + (i * 100L) + (i % 2 == 0 ? 0 : 300_000); break;
            default: break;
        }

        return e;
    }
}
