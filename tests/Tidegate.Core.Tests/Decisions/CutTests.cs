using CsCheck;
using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>What is cut in two is covered as before, and each message by its own side alone.</summary>
public sealed class CutTests
{
    private static readonly TrafficNames Names = Named();

    private static readonly Gen<NumberRange> Range = Gen.Select(Gen.ULong[1, 60], Gen.ULong[0, 20], (from, length) => new NumberRange(from, from + length));

    private static readonly Gen<Scope> Scopes = Gen.Select(Gen.Int[1, 4].Array[0, 3], Gen.Int[1, 3].Array[0, 2], Range.Array[0, 3], (customers, networks, ranges) => new Scope
    {
        Customers = [.. customers.Distinct().Select(c => "c" + c)],
        Networks = [.. networks.Distinct().Select(n => "n" + n)],
        Ranges = ranges,
    });

    private static readonly Gen<Watch> Watches = Gen.Select(Range, Gen.Int[0, 3], Gen.Int[1, 4].Array[0, 3], (range, network, customers) =>
        new Watch(0, network == 0 ? 0 : Names.Networks.Intern("n" + network), range.From, range.To, [.. customers.Distinct().Select(c => Names.Customers.Intern("c" + c)).Order()], 0));

    private static readonly Gen<Message> Messages = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Gen.ULong[1, 80], (customer, network, destination) =>
        new Message { Customer = Names.Customers.Intern("c" + customer), Network = Names.Networks.Intern("n" + network), Destination = destination });

    [Fact]
    public void Watch_IsCutInTwo_AndEachMessageIsOnItsOwnSide() => Gen.Select(Scopes, Watches, Messages.Array[50]).Sample((scope, watch, messages) =>
    {
        var cut = new Cut(Names, scope);
        var pieces = cut.Pieces(watch);
        foreach (var message in messages)
        {
            // The part's are asked first: what is left to the whole may be any customer's.
            var found = pieces.OrderByDescending(p => p.Inside).Where(p => p.Watch.Covers(message, 0)).Take(1).ToList();
            found.Count.ShouldBe(watch.Covers(message, 0) ? 1 : 0);

            // A watch on any network is not cut by networks, which it does not know.
            if (found.Count == 1 && watch.Network != 0) found[0].Inside.ShouldBe(cut.Has(message));
        }
    });

    [Fact]
    public void Range_IsCutIntoPiecesThatMakeItUp() => Gen.Select(Scopes, Range).Sample((scope, range) =>
    {
        var network = Names.Networks.Intern("n1");
        var (inside, outside) = new Cut(Names, scope).Of(new SuspectRange(range.From, range.To, 100, 0.5, network, 0));
        inside.Concat(outside).OrderBy(p => p.From).SelectMany(p => Numbers(p.From, p.To)).ShouldBe(Numbers(range.From, range.To));
        inside.Concat(outside).Sum(p => p.Share).ShouldBe(0.5, 1e-9);
        var own = scope.Networks.Count == 0 || scope.Networks.Contains("n1");
        foreach (var number in inside.SelectMany(p => Numbers(p.From, p.To))) (own && (scope.Ranges.Count == 0 || scope.Ranges.Any(r => r.Contains(number)))).ShouldBeTrue();
        foreach (var number in outside.SelectMany(p => Numbers(p.From, p.To))) (own && (scope.Ranges.Count == 0 || scope.Ranges.Any(r => r.Contains(number)))).ShouldBeFalse();
    });

    private static IEnumerable<ulong> Numbers(ulong from, ulong to)
    {
        for (var n = from; n <= to; n++) yield return n;
    }

    private static TrafficNames Named()
    {
        var names = new TrafficNames();
        for (var i = 1; i <= 4; i++)
        {
            names.Customers.Intern("c" + i);
            names.Networks.Intern("n" + i);
        }

        return names;
    }
}
