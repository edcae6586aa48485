using System.Collections;
using System.Reflection;
using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>What nothing asks for any more is not kept, however long traffic runs.</summary>
public sealed class PastItsTimeTests
{
    private const string Network = "22201";
    private const ulong First = 393_391_230_000;
    private const ulong Second = 393_391_550_000;
    private const double Day = 86_400;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(4);
    private double _at;

    [Fact]
    public void AnIncidentThatEndedAWeekAgo_KeepsItsFigures_ButNoNumbers()
    {
        Attack(First);
        Wait(7 * Day);
        var incident = _fed.Desk.Incidents.ShouldHaveSingleItem();
        incident.ClosedAt.ShouldNotBeNull();
        incident.Destinations.ShouldNotBeEmpty("an attack that comes back within a week is told by them");
        var (before, hits) = (_fed.Desk.DescribeIncident(incident), incident.Destinations.Count);
        before.DistinctDestinations.ShouldBe(hits);
        before.RangeHits.ShouldNotBeEmpty();

        Wait(3 * Day);
        incident.Destinations.ShouldBeEmpty();
        var after = _fed.Desk.DescribeIncident(incident);
        (after.DistinctDestinations, after.Messages).ShouldBe((hits, before.Messages));
        after.RangeHits.ShouldBe(before.RangeHits);

        var (saved, restored) = (Saved(_fed), new FedPartition());
        using var from = new BinaryReader(new MemoryStream(saved));
        restored.Desk.Load(from, new WatchReferences());
        Saved(restored).ShouldBe(saved);
    }

    [Fact]
    public void AnIncidentThatWasMergedIntoAnother_KeepsNoMessages()
    {
        Attack(First);
        Attack(Second, "other");
        var (from, into) = (_fed.Desk.Incidents[1], _fed.Desk.Incidents[0]);
        from.IsSettled = into.IsSettled = false;
        from.PutAside(_fed.Partition.Log.Next - 1);
        _fed.Desk.Merge(Desk(from), Desk(into));
        from.ClosedAt.ShouldNotBeNull();
        from.Aside.ShouldBeEmpty();
        from.Found.Strongest.ShouldBeNull();

        static string Desk(Tidegate.Incidents.OpenIncident incident) => Tidegate.Decisions.Desk.IncidentIdOf(incident);
    }

    [Fact]
    public void WhatACampaignWasExpectedFor_IsForgottenWhenItIsOver()
    {
        Attack(First);
        Attack(Second, "other");
        Held("_anticipated").ShouldBeGreaterThan(0);
        Held("_refused").ShouldBeGreaterThan(0);
        Wait(Day + 3600);
        foreach (var times in (string[])["_anticipated", "_unexpected", "_refused", "_fakes", "_listUntil", "_peopleUntil", "_listWaits"]) Held(times).ShouldBe(0, times);
    }

    [Fact]
    public void Watches_ThatAreRemoved_LeaveNothingBehind()
    {
        var watches = new WatchList();
        for (var i = 0UL; i < 100; i++)
        {
            var watch = new Watch(0, 0, i * 10_000, (i * 10_000) + 19_999, [], 0);
            watches.Add(watch);
            watches.Remove(watch);
        }

        watches.Count.ShouldBe(0);
        Held(watches, "_byBlock").ShouldBe(0);
    }

    private int Held(string field) => Held(_fed.Partition, field);

    private static int Held(object of, string field) => ((ICollection)of.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!).Count;

    private static byte[] Saved(FedPartition fed)
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        fed.Desk.Save(to, new WatchReferences());
        return stream.ToArray();
    }

    private void Attack(ulong from, string customer = "acme")
    {
        for (var i = 0; i < 40; i++) _fed.TakeOtp((long)(_at * 1000), ++_at, customer, from + (ulong)_rng.Next(10_000), Network, converts: false, _rng);
        _fed.Raise([new SuspectRange(from, from + 9_999, 40, 1e-6, 0, 0)], m => m.Destination >= from && m.Destination < from + 10_000, Network, logOdds: 24, blockable: true, anticipated: 0, customer);
    }

    // Honest traffic elsewhere moves the clock, every half an hour.
    private void Wait(double seconds)
    {
        for (var until = _at + seconds; _at < until; _at += 1800) _fed.TakeOtp((long)(_at * 1000), ++_at, "elsewhere", 393_330_000_000UL + (ulong)_rng.Next(1000), Network, converts: false, _rng);
    }
}
