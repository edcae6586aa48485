using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Decisions;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>Whom a decision spares is said when it is issued, and its watches are cut by that: what the policy says later is for later decisions.</summary>
public sealed class SparedNumbersTests
{
    private const string Network = "22201";
    private const ulong From = 393_391_230_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ADecisionThatStands_SparesWhomItSpared_WhateverThePolicySaysNow(bool spares)
    {
        var fed = Attacked(DecisionPolicy.Default with { SpareKnownNumbers = spares });
        var decision = fed.Desk.Standing.ShouldHaveSingleItem();
        var (told, cut) = (fed.Desk.DescribeDecision(decision).Scope.ExceptKnownBefore, decision.Watches[0].Onset);
        (told is not null, cut != int.MinValue).ShouldBe((spares, spares));

        fed.Desk.Policy = fed.Desk.Policy with { SpareKnownNumbers = !spares };
        fed.Desk.DescribeDecision(decision).Scope.ExceptKnownBefore.ShouldBe(told);
        decision.Watches[0].Onset.ShouldBe(cut);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ADecisionThatIsRestored_SparesWhomItSpared(bool spares)
    {
        var fed = Attacked(DecisionPolicy.Default with { SpareKnownNumbers = spares });
        var restored = Attacked(DecisionPolicy.Default with { SpareKnownNumbers = !spares }, raise: false);
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        fed.Desk.Save(to, new WatchReferences());
        stream.Position = 0;
        using var from = new BinaryReader(stream);
        restored.Desk.Load(from, new WatchReferences());
        var decision = restored.Desk.Standing.ShouldHaveSingleItem();
        restored.Desk.DescribeDecision(decision).Scope.ShouldBeEquivalentTo(fed.Desk.DescribeDecision(fed.Desk.Standing[0]).Scope);
    }

    private static FedPartition Attacked(DecisionPolicy policy, bool raise = true)
    {
        var fed = new FedPartition(policy: policy);
        var rng = new Random(4);
        for (var i = 0; i < 20; i++) fed.TakeOtp(i, i, "acme", From + (ulong)rng.Next(10_000), Network, converts: false, rng);
        if (raise) fed.Raise([new SuspectRange(From, From + 9_999, 20, 1e-6, 0, 0)], m => m.Destination >= From, Network, logOdds: 24, blockable: true, anticipated: 0, "acme");
        return fed;
    }
}
