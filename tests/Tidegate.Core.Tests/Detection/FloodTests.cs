using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Hundreds of messages a second without category or conversions, into numbers that nobody messaged before: what is looked at is then seconds old.</summary>
public sealed class FloodTests
{
    private const int PerSecond = 278;
    private const int Begins = 6 * 3600;

    /// <summary>It may be a list, so it waits: but no list has a thousand people in one block of 10,000.</summary>
    [Theory]
    [InlineData(1, 15)]
    [InlineData(10, 60)]
    public void Flood_WithoutCategory_IsBlockedBeforeItsNumbersRunOut(int blocks, int seconds)
    {
        var rng = new Random(5);
        var fed = new FedPartition();
        var people = Enumerable.Range(0, 40_000).Select(_ => 393_380_000_000UL + (ulong)rng.Next(20_000_000)).ToList();
        for (var i = 0; i < Begins; i++) fed.Take(fed.Submit(i, i, $"customer{i % 20}", people[(i % 20 * 2000) + rng.Next(2000)]));
        fed.Desk.Incidents.ShouldBeEmpty();
        for (var i = 0; i < PerSecond * 120 && fed.Desk.Decisions.Count == 0; i++)
            fed.Take(fed.Submit(1_000_000 + i, Begins + (i / (double)PerSecond), "customer1", 393_905_500_000UL + (ulong)rng.Next(blocks * 10_000)));
        fed.Desk.Decisions.ShouldNotBeEmpty();
        (((fed.Partition.Now - FedPartition.Start) / 1000.0) - Begins).ShouldBeLessThan(seconds);
        fed.Desk.Incidents.ShouldHaveSingleItem();
    }

    /// <summary>What was hit while it waited is part of the attack: told of, and not spared as known from before.</summary>
    [Fact]
    public void Flood_ThatWaited_BeganWhenItBegan()
    {
        const int Blocks = 10;
        var rng = new Random(6);
        var fed = new FedPartition();
        for (var i = 0; i < Begins; i++) fed.Take(fed.Submit(i, i, $"customer{i % 20}", 393_380_000_000UL + (ulong)rng.Next(20_000_000)));
        var sent = 0;
        void Flood() => fed.Take(fed.Submit(1_000_000 + sent, Begins + (sent++ / (double)PerSecond), "customer1", 393_905_500_000UL + (ulong)rng.Next(Blocks * 10_000)));
        while (sent < PerSecond * 120 && fed.Desk.Decisions.Count == 0) Flood();
        var (incident, before) = (fed.Desk.Incidents.ShouldHaveSingleItem(), sent);
        before.ShouldBeGreaterThan(5_000);
        (incident.Onset - FedPartition.Start).ShouldBeInRange((Begins * 1000) - 5_000, (Begins * 1000) + 5_000);
        incident.Messages.ShouldBeInRange((long)(0.9 * before), before);
        while (sent < before + 5_000) Flood();
        fed.Hits.ShouldBeGreaterThan(4_950);
    }
}
