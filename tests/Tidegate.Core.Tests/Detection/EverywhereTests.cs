using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>An attack in proportion to its customer's honest traffic: in the same networks and blocks, to new numbers, many times as much, and no code is entered.</summary>
public sealed class EverywhereTests
{
    private const int Hour = EverywhereTraffic.Hour;
    private const int Begins = 30 * Hour;

    [Theory]
    [InlineData(1, false, 30)]
    [InlineData(2, false, 30)]
    [InlineData(3, true, 30)] // in the morning
    [InlineData(4, true, 38)] // at the busiest time
    [InlineData(5, true, 46)] // late in the evening
    public void Attack_InProportionToPeople_IsBlockedNetworkByNetwork_AsOneIncident(int seed, bool seasons, int hour)
    {
        var traffic = new EverywhereTraffic(seed) { Seasons = seasons, Begins = hour * Hour };
        traffic.Run(0, traffic.Begins);
        traffic.Fed.Desk.Incidents.ShouldBeEmpty("people alone are no attack");
        traffic.Run(traffic.Begins, traffic.Begins + Hour, second => traffic.InProportion(second, "acme", 60));

        var attack = traffic.AttackOn("acme");
        attack.Hit.ShouldBeGreaterThan(attack.Sent * 85 / 100, attack.ToString());
        traffic.NewPeople.Hit.ShouldBeLessThan(attack.Sent / 20, traffic.NewPeople.ToString());
        Spared(traffic);
        IncidentOf(traffic, "acme").ClosedAt.ShouldBeNull();
        traffic.Fed.Desk.Incidents.Count.ShouldBe(1);
        traffic.Blocks.Select(d => traffic.Fed.Names.Networks[d.Network]).Distinct().ShouldBe(EverywhereTraffic.Networks, ignoreOrder: true);
    }

    /// <summary>The second message to a number is none to a number that the customer knew: its missing code does not tell that the feed is out.</summary>
    [Fact]
    public void Attack_ThatAsksForEachCodeTwice_IsBlocked()
    {
        var traffic = Run((t, second) => t.InProportion(second, "acme", 60, codesEach: 2));
        traffic.AttackOn("acme").Hit.ShouldBeGreaterThan(traffic.AttackOn("acme").Sent * 85 / 100, traffic.AttackOn("acme").ToString());
    }

    /// <summary>The newest few hundred messages are seconds old, so that no codes of them are due.</summary>
    [Fact]
    public void Attack_OfTenMessagesASecond_IsBlocked_TooThoughItsCustomerIsLarge()
    {
        var traffic = new EverywhereTraffic(1) { Begins = Begins };
        traffic.Run(0, Begins, peoples: 10);
        traffic.Run(Begins, Begins + (Hour / 2), second => traffic.InProportion(second, "acme", 600), peoples: 10);
        var attack = traffic.AttackOn("acme");
        attack.Sent.ShouldBeGreaterThan(17_000);
        attack.Hit.ShouldBeGreaterThan(attack.Sent * 80 / 100, attack.ToString());
        IncidentOf(traffic, "acme").ClosedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(5, false, 30)]
    [InlineData(8, false, 30)]
    [InlineData(15, false, 30)]
    [InlineData(25, true, 26)] // of the mean, and at night a hundred times what people are, but not twenty times what they are at noon
    public void Attack_OfAFewTimesWhatPeopleAre_IsBlockedThroughoutNoNetwork(double times, bool seasons, int hour)
    {
        var traffic = new EverywhereTraffic(1) { Seasons = seasons, Begins = hour * Hour };
        traffic.Run(0, traffic.Begins);
        traffic.Run(traffic.Begins, traffic.Begins + (2 * Hour), second => traffic.InProportion(second, "acme", times));
        traffic.Fed.Desk.Decisions.Where(d => d.Ranges.Any(r => r.IsWide)).ShouldBeEmpty("too many of them would be people");
        traffic.NewPeople.Hit.ShouldBeLessThan(traffic.NewPeople.Sent / 20, traffic.NewPeople.ToString());
    }

    [Fact]
    public void AfterItsEnd_NewPeopleAreLetThroughAgain()
    {
        var traffic = Run((t, second) => t.InProportion(second, "acme", 60));
        traffic.NewPeople.Hit.ShouldBeGreaterThan(0, "while it lasts nobody can tell them apart");
        traffic.Run(Begins + Hour, Begins + (3 * Hour));
        var (hits, people) = (traffic.Blocked, traffic.NewPeople.Sent);
        traffic.Run(Begins + (3 * Hour), Begins + (6 * Hour));
        traffic.Blocked.ShouldBe(hits);
        traffic.NewPeople.Sent.ShouldBeGreaterThan(people + 100);
        traffic.Fed.Desk.Incidents.ShouldHaveSingleItem().ClosedAt.ShouldNotBeNull();
    }

    /// <summary>And a third customer is attacked in one block of a network where both are.</summary>
    [Fact]
    public void AttacksOnTwoCustomers_InTheSameNetworks_AreTwoIncidents()
    {
        var traffic = Run(["acme", "bravo", "cargo"], (t, second) =>
        {
            t.InProportion(second, "acme", 60);
            if (second >= Begins + 60) t.InProportion(second, "bravo", 60);
            if (second >= Begins + 1200 && second % 10 == 0) t.IntoBlock(second, "cargo", "22201", 393_339_870_000);
        });

        traffic.Fed.Desk.Incidents.Count.ShouldBe(3);
        foreach (var customer in (string[])["acme", "bravo"])
        {
            IncidentOf(traffic, customer);
            traffic.AttackOn(customer).Hit.ShouldBeGreaterThan(traffic.AttackOn(customer).Sent * 85 / 100, traffic.AttackOn(customer).ToString());
        }

        Spared(traffic);
        BlockIsBlocked(traffic);
    }

    [Fact]
    public void Attack_ThatGoesOnToAnotherNetwork_IsBlockedThere_OnceTheCodesOfAFewMessagesAreMissing()
    {
        const string There = "20810";
        const ulong First = 33_612_000_000;
        var (rng, people, attack) = (new Random(9), new EverywhereTraffic.Tally(), new EverywhereTraffic.Tally());
        var traffic = Run((t, second) =>
        {
            t.InProportion(second, "acme", 60);
            if (second % 2400 == 0) t.Send(second + 0.97, "acme", There, First + (ulong)rng.Next(9_000_000), converts: true, people);
            if (second >= Begins + 1800 && second % 40 == 5) t.Send(second + 0.98, "acme", There, First + (ulong)rng.Next(9_000_000), converts: false, attack);
        });

        attack.Hit.ShouldBeGreaterThanOrEqualTo(attack.Sent - 6, attack.ToString());
        IncidentOf(traffic, "acme").Networks.ShouldContain(traffic.Fed.Names.Networks.Intern(There));
    }

    [Theory]
    [InlineData(Reaction.Notify, false)]
    [InlineData(Reaction.Block, true)]
    public void Rule_ForWholeNetworks_KeepsItFromBeingBlocked_AndNothingElse(Reaction then, bool approve)
    {
        var policy = new DecisionPolicy { Rules = [new PolicyRule { Name = "all of a network", When = new RuleConditions { WholeNetwork = true }, Then = then, Approve = approve }] };
        var traffic = Run(["acme", "cargo"], (t, second) =>
        {
            t.InProportion(second, "acme", 60);
            if (second >= Begins + 1200 && second % 10 == 0) t.IntoBlock(second, "cargo", "22201", 393_339_870_000);
        }, policy);

        traffic.AttackOn("acme").Hit.ShouldBe(0);
        var wide = traffic.Fed.Desk.Decisions.Where(d => d.Ranges.Any(r => r.IsWide)).ToList();
        wide.Count.ShouldBe(EverywhereTraffic.Networks.Count);
        wide.ShouldAllBe(d => d.Action == DecisionAction.Monitor && d.Rule == "all of a network" && d.AwaitsApproval == approve);
        BlockIsBlocked(traffic);
    }

    /// <summary>Cut before it is blocked, while it is, and when no more of it comes.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1500)]
    [InlineData(Hour + 600)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        var traffic = Run((t, second) => t.InProportion(second, "acme", 60));
        traffic.Run(Begins + Hour, Begins + (2 * Hour));
        var events = traffic.Fed.Taken!.ToArray();
        var cut = Array.FindIndex(events, e => e.Time >= FedPartition.Start + ((Begins + cutAfter) * 1000L));
        var whole = new Replay(traffic.Fed.Names, new NumberPlan(), new ScanOptions());
        whole.Process(events);
        var part = new Replay(traffic.Fed.Names, new NumberPlan(), new ScanOptions());
        part.Process(events.AsSpan(0, cut));
        using var saved = new MemoryStream(Bytes(part));
        part = Replay.Load(saved, new NumberPlan(), new ScanOptions());
        part.Process(events.AsSpan(cut));

        part.Desk.Decisions.Count(d => d.Ranges.Any(r => r.IsWide)).ShouldBe(EverywhereTraffic.Networks.Count);
        Bytes(part).ShouldBe(Bytes(whole));
    }

    private static byte[] Bytes(Replay replay)
    {
        using var saved = new MemoryStream();
        replay.Save(saved);
        return saved.ToArray();
    }

    private static EverywhereTraffic Run(Action<EverywhereTraffic, int> beside) => Run(["acme"], beside);

    private static EverywhereTraffic Run(string[] customers, Action<EverywhereTraffic, int> beside, DecisionPolicy? policy = null)
    {
        var traffic = new EverywhereTraffic(1, policy) { Customers = customers, Begins = Begins };
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second => beside(traffic, second));
        return traffic;
    }

    // The one incident of a customer, whose blocks are each of that customer, one network, and all of its numbers.
    private static OpenIncident IncidentOf(EverywhereTraffic traffic, string customer)
    {
        var incident = traffic.Fed.Desk.Incidents.Where(i => i.Customers.Contains(traffic.Id(customer))).ShouldHaveSingleItem();
        incident.Customers.ShouldBe([traffic.Id(customer)]);
        var blocks = traffic.Blocks.FindAll(d => d.Incident == incident.Number);
        blocks.ShouldNotBeEmpty();
        blocks.ShouldAllBe(d => d.Customers.Count == 1 && d.Customers[0] == traffic.Id(customer));
        blocks.ShouldAllBe(d => d.Ranges.All(r => r.IsWide && r.Network == d.Network));
        return incident;
    }

    private static void Spared(EverywhereTraffic traffic)
    {
        (traffic.KnownPeople.Hit, traffic.Others.Hit).ShouldBe((0, 0), $"known {traffic.KnownPeople}, others' {traffic.Others}");
        (traffic.KnownPeople.Sent, traffic.Others.Sent).ShouldSatisfyAllConditions(s => s.Item1.ShouldBeGreaterThan(10), s => s.Item2.ShouldBeGreaterThan(500));
    }

    private static void BlockIsBlocked(EverywhereTraffic traffic)
    {
        var attack = traffic.AttackOn("cargo");
        attack.Hit.ShouldBeGreaterThan(attack.Sent * 9 / 10, attack.ToString());
        var decisions = traffic.Blocks.FindAll(d => d.Customers.Contains(traffic.Id("cargo")));
        decisions.ShouldAllBe(d => d.Customers.Count == 1 && d.Ranges.All(r => !r.IsWide));
        decisions.Select(d => d.Incident).Distinct().ShouldHaveSingleItem();
    }
}
