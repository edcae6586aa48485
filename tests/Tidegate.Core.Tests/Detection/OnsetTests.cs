using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>When an attack began, which messages are its own, and how many would be usual: one over many blocks, at a customer whose people are messaged there, too.</summary>
public sealed class OnsetTests
{
    private const int Begins = 12 * 3600;
    private const int Ends = Begins + 3600;
    private const string Abroad = "22210";

    private readonly CityTraffic _city = new();

    /// <summary>The customer has one message in five minutes there, and the attack ten a minute.</summary>
    [Fact]
    public void WhatPeopleSentBefore_IsNoPartOfIt()
    {
        var sent = Attack(people: 300, others: 0);
        var incident = _city.Desk.Incidents.ShouldHaveSingleItem();
        ((incident.Onset - FedPartition.Start) / 1000.0).ShouldBe(Begins, tolerance: 120);
        incident.Messages.ShouldBeInRange(sent * 9 / 10, sent + 20);
    }

    /// <summary>Other customers' people are messaged there every ten seconds. To the customer hit, what these would send is not usual.</summary>
    [Fact]
    public void WhatOthersSend_IsNotUsualForTheCustomerHit()
    {
        Attack(people: 3600, others: 10);
        var incident = _city.Desk.Incidents.ShouldHaveSingleItem();
        _city.Desk.DescribeIncident(incident).ExpectedMessages.ShouldBeLessThan(3, "its people have sent one in an hour there, to all numbers");
    }

    // One in so many seconds to the customer's and to others' people in a network; from noon on an attack on forty blocks of it.
    private int Attack(int people, int others)
    {
        var sent = 0;
        for (var second = 0; second < Ends; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second % people == 0) Send(second, "customer1", Person(), converts: _city.Rng.NextDouble() < 0.6);
            if (others > 0 && second % others == 0) Send(second, $"customer{_city.Rng.Next(2, 5)}", Person(), converts: _city.Rng.NextDouble() < 0.6);
            if (second < Begins || second % 6 != 0) continue;
            Send(second + 1, "customer1", 998_970_000_000UL + ((ulong)_city.Rng.Next(40) * 250_000) + (ulong)_city.Rng.Next(10_000), converts: false);
            sent++;
        }

        return sent;
    }

    private ulong Person() => 998_970_000_000UL + (ulong)_city.Rng.Next(10_000_000);

    private void Send(double second, string customer, ulong number, bool converts) => _city.Send(second, customer, number, converts, Abroad);
}
