using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Detection;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>An incident that is told of all traffic first, and cut to ranges later, counts what lies in its ranges.</summary>
public sealed class CountingTests
{
    private const string Network = "22201";
    private const double Price = 0.05;
    private static readonly SuspectRange First = Range(393_391_230_000);
    private static readonly SuspectRange Second = Range(393_391_550_000);

    private readonly FedPartition _fed = new(recorded: true);
    private readonly Random _rng = new(4);
    private readonly List<ulong> _sent = [];
    private double _at;

    [Fact]
    public void OfAWholeCustomer_CountsWhatLiesInItsRanges_OnceItIsCutToThem()
    {
        Send(200, "acme", () => 393_390_000_000UL + (ulong)_rng.Next(1_000_000));
        var whole = Raise([], "acme");
        whole.Messages.ShouldBe(200, "of a customer all over its traffic all counts");
        Send(30, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Send(20, "acme", () => Second.From + (ulong)_rng.Next(10_000));
        Raise([], "acme").Messages.ShouldBe(250);

        Counts(Raise([First], "acme"), 30, ["acme"]);
        Counts(Raise([First, Second], "acme"), 50, ["acme"], "what was claimed before its range was known, too");
        Send(10, "acme", () => 393_390_000_000UL + (ulong)_rng.Next(1_000_000));
        var last = Raise([], "acme");
        Counts(last, 50, ["acme"], "what is seen all over its customer's traffic does not lie in them");
        last.FirstMessageAt.ToUnixTimeMilliseconds().ShouldBe(FedPartition.Start + 200_000, "the first in its ranges");
        last.OpenedAt.ShouldBe(whole.OpenedAt);
        last.FoundAt.ShouldBeGreaterThan(last.FirstMessageAt);
        _fed.Desk.Ledger!.Claims.Count.ShouldBe(50);
    }

    /// <summary>Of an attack in proportion to honest traffic alerts name ranges, too: a few of very many.</summary>
    [Fact]
    public void OfMoreThanTheRangesThatAreNamed_IsToldOfAllOfIt_AndCountsAll()
    {
        Send(9, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Send(6, "acme", () => 393_390_000_000UL + (ulong)_rng.Next(1_000_000));
        var first = Handle([First], _ => true, blockable: false, "acme");
        (first.Scope.Ranges.Count, first.Messages).ShouldBe((1, 9L));
        Send(45, "acme", () => 393_390_000_000UL + (ulong)_rng.Next(1_000_000));
        var later = Handle([First], _ => true, blockable: false, "acme");
        (later.Scope.Ranges.Count, later.Messages).ShouldBe((0, 60L));
        later.ExpectedMessages.ShouldBe(0);
        Counts(Raise([First], "acme"), 9, ["acme"], "once one is fit to be blocked");
        Handle([First], _ => true, blockable: false, "acme").Messages.ShouldBe(9, "and stays so");
    }

    /// <summary>The alert comes of one network of a customer's, and rests on messages into all of them.</summary>
    [Fact]
    public void OfAWholeCustomer_TellsAllNetworksThatItCounts()
    {
        Send(20, "acme", () => 393_390_000_000UL + (ulong)_rng.Next(1_000_000));
        Send(30, "acme", () => 393_470_000_000UL + (ulong)_rng.Next(1_000_000), "22210");
        var whole = Handle([], _ => true, blockable: false, "acme");
        whole.Scope.Networks.ShouldBe(["22210", Network]);
        whole.Messages.ShouldBe(50);
        whole.Summary.ShouldContain("22210");
    }

    [Fact]
    public void OfAWholeNetwork_CountsTheCustomersOfItsRangesAlone()
    {
        Send(40, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Send(60, "other", () => 393_390_000_000UL + (ulong)_rng.Next(1_000_000));
        Raise([], "acme", "other").Scope.Customers.ShouldBe(["other", "acme"]);
        Counts(Raise([First], "acme", "other"), 40, ["acme"]);
    }

    [Fact]
    public void WhatItDoesNotCount_IsNoIncidentAnewOnceItHasEnded()
    {
        Send(100, "acme", () => 393_390_000_000UL + (ulong)_rng.Next(1_000_000));
        Send(30, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Raise([], "acme");
        Raise([First], "acme");
        for (var hour = 0; hour < 5; hour++)
        {
            Send(1, "elsewhere", () => 393_330_000_000UL + (ulong)_rng.Next(1000));
            _at += 3600;
        }

        _fed.End();
        _fed.Desk.StillOpen.ShouldBeEmpty();
        Handle([], m => m.Customer == Customer("acme"), blockable: false, "acme");
        _fed.Desk.Incidents.ShouldHaveSingleItem();
    }

    [Fact]
    public void Restored_KnowsWhatItDoesNotCount()
    {
        Send(30, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Send(20, "acme", () => Second.From + (ulong)_rng.Next(10_000));
        Raise([], "acme");
        Raise([First], "acme").Messages.ShouldBe(30);
        var saved = _fed.Desk.Incidents[0];
        var bytes = Bytes(saved);
        using var from = new BinaryReader(new MemoryStream(bytes));
        var restored = OpenIncident.Load(from, new WatchReferences());
        restored.Aside.ShouldBe(saved.Aside);
        restored.Aside.Count.ShouldBe(20);
        restored.FoundAt.ShouldBe(saved.FoundAt);
        restored.Found.Strongest.ShouldNotBeNull().LogOdds.ShouldBe(18);
        Bytes(restored).ShouldBe(bytes);
    }

    private static byte[] Bytes(OpenIncident incident)
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        incident.Save(to, new WatchReferences());
        to.Flush();
        return stream.ToArray();
    }

    private void Counts(Incident incident, int messages, string[] customers, string? why = null)
    {
        var here = _sent.Where(d => incident.Scope.Ranges.Any(r => r.Contains(d))).ToList();
        here.Count.ShouldBe(messages);
        incident.Messages.ShouldBe(messages, why);
        incident.DistinctDestinations.ShouldBe(here.Distinct().Count());
        incident.Cost.ShouldBe(messages * Price, 1e-4);
        incident.Scope.Customers.ShouldBe(customers);
        var picture = incident.Picture.ShouldNotBeNull();
        picture.Observed.Sum().ShouldBe(messages);
        picture.Customers.Sum(c => c.Messages).ShouldBe(messages);
    }

    private Incident Raise(SuspectRange[] ranges, params string[] customers) =>
        Handle(ranges, m => ranges.Length == 0 || ranges.Any(r => r.From <= m.Destination && r.To >= m.Destination), blockable: ranges.Length > 0, customers);

    private Incident Handle(SuspectRange[] ranges, Predicate<Message> which, bool blockable, params string[] customers)
    {
        _fed.Raise(ranges, which, Network, logOdds: 18, blockable, anticipated: 0, customers);
        return _fed.Desk.DescribeIncident(_fed.Desk.Incidents.ShouldHaveSingleItem());
    }

    private int Customer(string name) => _fed.Names.Customers.Intern(name);

    private void Send(int messages, string customer, Func<ulong> number, string network = Network)
    {
        for (; messages > 0; messages--)
        {
            _sent.Add(number());
            _fed.Take(_fed.Submit(_sent.Count, _at++, customer, _sent[^1]) with { Network = _fed.Names.Networks.Intern(network) });
        }
    }

    private static SuspectRange Range(ulong from) => new(from, from + 9_999, 1, 0.001, 0, 0);
}
