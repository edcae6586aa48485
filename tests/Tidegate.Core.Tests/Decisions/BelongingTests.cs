using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Detection;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>What is of one attack and what is not: ranges that went quiet, ranges that it never came to, and sweeps.</summary>
public sealed class BelongingTests
{
    private const string Network = "22201";
    private static readonly SuspectRange First = Range(393_391_230_000);
    private static readonly SuspectRange Second = Range(393_391_550_000);

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(4);
    private double _at;

    /// <summary>Both are blocked because the campaign is expected. It is seen in the first one.</summary>
    [Fact]
    public void RangeThatWentQuiet_StaysNamed_WhereTheCampaignIsThere()
    {
        BlockWhereItIsExpected();
        Send(20, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Wait(hours: 4);
        var incident = _fed.Desk.DescribeIncident(_fed.Desk.Incidents.ShouldHaveSingleItem());
        incident.State.ShouldBe(IncidentState.Closed);
        (Holds(incident, First), Holds(incident, Second)).ShouldBe((true, true));
        incident.Messages.ShouldBe(23 + 3);
    }

    /// <summary>A range that was blocked is blocked again when the campaign is expected back. It does not come back.</summary>
    [Fact]
    public void RangeThatItWasIn_StaysNamed_ThoughItDoesNotComeBack()
    {
        BlockWhereItIsExpected();
        Send(20, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Wait(hours: 1.5);
        Send(3, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Handle([First], Network, anticipated: 10, "acme");
        _fed.Desk.Decisions.Count.ShouldBe(2);
        Wait(hours: 4);
        var incident = _fed.Desk.DescribeIncident(_fed.Desk.Incidents.ShouldHaveSingleItem());
        (Holds(incident, First), Holds(incident, Second)).ShouldBe((true, true));
    }

    /// <summary>Nothing comes to either, while the attack goes on where it was.</summary>
    [Fact]
    public void RangesThatItNeverCameTo_AreNoPartOfIt_NorIsWhatWasSentThere()
    {
        Send(40, "acme", () => 393_391_880_000UL + (ulong)_rng.Next(10_000));
        Handle([Range(393_391_880_000)], Network, anticipated: 0, "acme");
        BlockWhereItIsExpected();
        Wait(hours: 4, meanwhile: () => Send(1, "acme", () => 393_391_880_000UL + (ulong)_rng.Next(10_000)));
        var incident = _fed.Desk.DescribeIncident(_fed.Desk.Incidents.ShouldHaveSingleItem());
        (Holds(incident, First), Holds(incident, Second)).ShouldBe((false, false));
        incident.Messages.ShouldBe(40 + 48, "the six there are none of its own");
    }

    [Theory]
    [InlineData(new[] { "a", "b", "c", "d" }, "22210", true)]
    [InlineData(new[] { "e", "f", "g", "h" }, "22210", false)]
    [InlineData(new[] { "e", "f", "g", "h" }, Network, true)]
    public void Sweep_IsOfTheSameCampaign_ThroughMostlyTheSameCustomers_OrIntoTheSameNetwork(string[] customers, string network, bool same)
    {
        foreach (var customer in (string[])["a", "b", "c", "d"]) Send(1, customer, () => First.From + (ulong)_rng.Next(10_000));
        Handle([First], Network, anticipated: 0);
        Wait(hours: 5);
        _fed.Desk.StillOpen.ShouldBeEmpty();
        foreach (var customer in customers) Send(1, customer, () => 393_471_230_000UL + (ulong)_rng.Next(10_000), network);
        Handle([Range(393_471_230_000)], network, anticipated: 0);
        _fed.Desk.Incidents.Count.ShouldBe(2);
        (_fed.Desk.Incidents[0].Campaign == _fed.Desk.Incidents[1].Campaign).ShouldBe(same);
    }

    private void BlockWhereItIsExpected()
    {
        Send(3, "acme", () => First.From + (ulong)_rng.Next(10_000));
        Send(3, "acme", () => Second.From + (ulong)_rng.Next(10_000));
        Handle([First, Second], Network, anticipated: 10, "acme");
    }

    private static bool Holds(Incident incident, SuspectRange range) => incident.Scope.Ranges.Any(r => r.Contains(range.From));

    private void Handle(SuspectRange[] ranges, string network, double anticipated, params string[] customers) =>
        _fed.Raise(ranges, m => ranges.Any(r => r.From <= m.Destination && r.To >= m.Destination), network, logOdds: 24, blockable: true, anticipated, customers);

    // Honest traffic elsewhere moves the clock, every five minutes.
    private void Wait(double hours, Action? meanwhile = null)
    {
        for (var i = 0; i < hours * 12; i++)
        {
            Send(1, "elsewhere", () => 393_330_000_000UL + (ulong)_rng.Next(1000));
            meanwhile?.Invoke();
            _at += 300;
        }
    }

    private void Send(int count, string customer, Func<ulong> number, string network = Network)
    {
        for (var i = 0; i < count; i++) _fed.TakeOtp((long)(_at * 1000), ++_at, customer, number(), network, converts: false, _rng);
    }

    private static SuspectRange Range(ulong from) => new(from, from + 9_999, 1, 1e-6, 0, 0);
}
