using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A platform of thousands of messages a second: evidence must not come of their number alone.</summary>
public sealed class BusyPlaceTests
{
    private const int PerSecond = 1000;
    private const int Blocks = 100;

    /// <summary>One block of a hundred takes more than twice its share for four minutes: some three thousand messages more, and no attack.</summary>
    [Fact]
    public void Place_ThatTakesTwiceItsShare_RaisesNothingHoweverBusyItIs() => Run(times: 2.25).Desk.Incidents.ShouldBeEmpty();

    /// <summary>One that takes forty times its share is an attack.</summary>
    [Fact]
    public void Place_ThatTakesFortyTimesItsShare_IsFound()
    {
        var incident = Run(times: 40).Desk.Incidents.ShouldHaveSingleItem();
        incident.Ranges.Values.ShouldHaveSingleItem().From.ShouldBe(Block(0));
    }

    private static FedPartition Run(double times)
    {
        var rng = new Random(11);
        var fed = new FedPartition();
        for (var n = 0; n < PerSecond * 400; n++)
        {
            var second = n / (double)PerSecond;
            var block = second > 150 && rng.NextDouble() < (times - 1) / Blocks ? 0 : rng.Next(Blocks);
            fed.Take(fed.Submit(n, second, destination: Block(block) + (ulong)rng.Next(10_000)) with { Category = Category.Otp });
        }

        return fed;
    }

    private static ulong Block(int block) => 393_390_000_000UL + ((ulong)block * 10_000);
}
