using CsCheck;
using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>How many messages a group had lately, told from a few marks of its clock.</summary>
public sealed class GroupClockTests
{
    private const string Seed = "0N0XIzNsQ0O2";

    /// <summary>While they come evenly, any time that is asked for has its part of them.</summary>
    [Fact]
    public void Messages_ThatComeEvenly_AreCountedRightForAnyTime() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 40_000], Gen.Int[1, 40_000]).Sample(
            (perSecond, lasts, asked) =>
            {
                const int Start = 1000;
                var group = new Group { Since = Start, Second = Start };
                for (var second = Start; second < Start + lasts; second++)
                    for (var i = 0; i < perSecond; i++) group.Tick(second);
                var expected = (double)perSecond * Math.Min(asked, lasts);
                group.MessagesIn(asked, Start + lasts).ShouldBe(expected, (3 * perSecond) + (0.01 * expected));
            },
            seed: Seed,
            iter: 60);

    /// <summary>After a rush the quiet since is told from it, within the marks' five minutes.</summary>
    [Fact]
    public void Messages_OfARushThatIsOver_AreNotCountedLater()
    {
        var group = new Group { Since = 1000, Second = 1000 };
        for (var second = 1000; second < 4600; second++)
            for (var i = 0; i < 10; i++) group.Tick(second);
        for (var second = 4600; second < 8200; second += 60) group.Tick(second);
        group.MessagesIn(1800, 8200).ShouldBeInRange(15, 45);
        group.MessagesIn(7200, 8200).ShouldBeInRange(60, 36_060, "the rush itself is told of as far as a mark was set in it, and never made larger");
    }

    [Fact]
    public void Messages_MoreThanAllTime_AreAll()
    {
        var group = new Group { Since = 1000, Second = 1000 };
        for (var i = 0; i < 5; i++) group.Tick(1000);
        group.MessagesIn(60, 1000).ShouldBe(5);
        group.MessagesIn(60, 1030).ShouldBe(5);
    }
}
