using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>What looks like an attack in proportion to its customer's honest traffic, and is none or cannot be told from it: it is not blocked.</summary>
public sealed class EverywhereHonestTests
{
    private const int Hour = EverywhereTraffic.Hour;
    private const int Begins = 30 * Hour;

    private readonly EverywhereTraffic _traffic = new(1) { Begins = Begins };

    /// <summary>An advertisement on television: nobody is known who comes, but people they are.</summary>
    [Theory]
    [InlineData(0.6)]
    [InlineData(0.3)] // and many of them think better of it
    public void Surge_OfWhichCodesAreEntered_IsNotBlocked(double entered)
    {
        Surge(entered: entered);
        _traffic.Blocks.ShouldBeEmpty();
    }

    [Fact]
    public void Surge_WhereNoCodesAreReportedOfItsCustomer_IsNotBlocked()
    {
        var traffic = new EverywhereTraffic(1) { Begins = Begins, Entered = 0 };
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second => traffic.InProportion(second, "acme", 60));
        traffic.Blocks.ShouldBeEmpty("whether they are entered is not known");
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(18, 0)]
    [InlineData(60, 0)] // codes of those whom the customer knows stop with theirs
    [InlineData(60, 2)] // when it has become known that the feed has stopped
    public void Surge_OfPeople_WhenTheFeedHasStopped_IsNotBlocked(double times, int hoursBefore)
    {
        _traffic.Run(0, Begins - (hoursBefore * Hour));
        _traffic.Run(Begins - (hoursBefore * Hour), Begins, feed: false);
        _traffic.Run(Begins, Begins + (3 * Hour), peoples: times, feed: false);
        _traffic.Blocks.ShouldBeEmpty();
        _traffic.NewPeople.Sent.ShouldBeGreaterThan((int)(100 * times));
    }

    [Theory]
    [InlineData(Category.Unknown, 60)]
    [InlineData(Category.Unknown, 600)]
    [InlineData(Category.Transactional, 60)]
    [InlineData(Category.Transactional, 600)]
    [InlineData(Category.Marketing, 60)]
    public void List_ToNewNumbersInAllNetworksAtOnce_IsNotBlocked(Category category, double times)
    {
        Surge(times, category: category);
        _traffic.Blocks.ShouldBeEmpty("none of it asks for a code");
    }

    /// <summary>The campaign goes to six networks; in the four others are people alone, some of them within minutes of each other.</summary>
    [Fact]
    public void PeopleInNetworksThatAnAttackDoesNotGoTo_AreLetThrough()
    {
        Surge(networks: 6, lasts: 3 * Hour);
        var attacked = EverywhereTraffic.Networks.Take(6).Select(_traffic.Fed.Names.Networks.Intern).ToList();
        _traffic.Blocks.Select(d => d.Network).Distinct().ShouldBe(attacked, ignoreOrder: true);
    }

    private void Surge(double times = 60, double entered = 0, Category category = Category.Otp, int networks = 10, int lasts = Hour)
    {
        _traffic.Run(0, Begins);
        _traffic.Run(Begins, Begins + lasts, second => _traffic.InProportion(second, "acme", times, entered, category, networks));
        _traffic.AttackOn("acme").Sent.ShouldBeGreaterThan((int)(times * lasts / 70));
    }
}
