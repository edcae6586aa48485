using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>Networks of one country whose numbers begin alike: the same range is meant of each by itself.</summary>
public sealed class AlikeNetworksTests
{
    private const string First = "22201";
    private const string Second = "22210";
    private const ulong From = 393_000_000_000;
    private const ulong Narrower = 99_999_999;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(4);
    private int _at;

    [Theory]
    [InlineData(999_999_999)]
    [InlineData(Narrower)]
    public void RangeOfANetwork_ThatStandsBlocked_KeepsNoneOfAnothersFromBeingBlocked(ulong length)
    {
        Send(5, First);
        Raise(First, 999_999_999, anticipated: 0);
        Send(5, Second);
        Raise(Second, length, anticipated: 10);
        _fed.Desk.Decisions.Select(d => _fed.Names.Networks[d.Network]).ShouldBe([First, Second]);

        Send(7, Second);
        Send(3, First);
        _fed.Desk.Decisions.Select(d => d.Hits).ShouldBe([3, 7]);
        var incident = _fed.Desk.Incidents.ShouldHaveSingleItem();
        incident.Ranges.Values.Select(r => (r.From, r.To, _fed.Names.Networks[r.Network])).ShouldBe([(From, From + 999_999_999, First), (From, From + length, Second)], ignoreOrder: true);
    }

    [Fact]
    public void RangeOfANetwork_ThatStandsBlocked_HoldsNarrowerOnesOfTheSame()
    {
        Send(5, First);
        Raise(First, 999_999_999, anticipated: 0);
        Raise(First, Narrower, anticipated: 10);
        _fed.Desk.Decisions.ShouldHaveSingleItem();
        _fed.Desk.Incidents.ShouldHaveSingleItem().Ranges.Values.ShouldHaveSingleItem().To.ShouldBe(From + 999_999_999, "the wider one stays named");
    }

    /// <summary>It goes on in the first, and was expected in the second in vain.</summary>
    [Fact]
    public void RangeOfANetwork_ThatWasHit_KeepsNoneOfAnothersNamedThatItNeverCameTo()
    {
        Send(5, First);
        Raise(First, Narrower, anticipated: 0);
        Send(7, First);
        Send(3, Second);
        Raise(Second, Narrower, anticipated: 10);
        for (var minute = 0; minute < 240; minute += 5, _at += 300) Send(1, First);
        _fed.Desk.Incidents.ShouldHaveSingleItem().Ranges.Values.Select(r => _fed.Names.Networks[r.Network]).ShouldBe([First]);
    }

    private void Raise(string network, ulong length, double anticipated)
    {
        var id = _fed.Names.Networks.Intern(network);
        _fed.Raise([new SuspectRange(From, From + length, 1, 1e-6, 0, 0)], m => m.Network == id, network, logOdds: 24, blockable: true, anticipated, "acme");
    }

    private void Send(int count, string network)
    {
        for (var i = 0; i < count; i++) _fed.TakeOtp(_at, ++_at, "acme", From + (ulong)_rng.Next((int)Narrower), network, converts: false, _rng);
    }
}
