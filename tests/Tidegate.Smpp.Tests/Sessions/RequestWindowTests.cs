using CsCheck;
using Shouldly;
using Tidegate.Smpp.Sessions;
using Xunit;

namespace Tidegate.Smpp.Tests.Sessions;

public sealed class RequestWindowTests
{
    [Fact]
    public void SequenceNumbers_Wrap_AndSkipThoseInUse()
    {
        var window = new RequestWindow<string>(1000, last: 0x7FFF_FFFE);
        window.TryAdd("last", out var last).ShouldBeTrue();
        window.TryAdd("first", out var first).ShouldBeTrue();
        (last, first).ShouldBe((0x7FFF_FFFFu, 1u));
        window.TryTake(0, out _).ShouldBeFalse();
        window.TryTake(last, out var taken).ShouldBeTrue();
        taken.ShouldBe("last");
        window.TryTake(last, out _).ShouldBeFalse();
    }

    [Fact]
    public void OneThatStaysUnanswered_NeverLosesItsNumber()
    {
        var window = new RequestWindow<int>(2);
        window.TryAdd(-1, out var stuck).ShouldBeTrue();
        for (var i = 0; i < 10_000; i++)
        {
            window.TryAdd(i, out var sequence).ShouldBeTrue();
            sequence.ShouldNotBe(stuck);
            window.TryTake(sequence, out var taken).ShouldBeTrue();
            taken.ShouldBe(i);
        }

        window.TryTake(stuck, out var kept).ShouldBeTrue();
        kept.ShouldBe(-1);
    }

    [Fact]
    public void AnyOrderOfTakingFindsEveryRequest() => Gen.Select(Gen.Int[1, 400], Gen.Int).Sample(
        (count, seed) =>
        {
            var window = new RequestWindow<uint>(count);
            var numbers = new List<(uint Sequence, uint Value)>();
            for (uint i = 0; i < count; i++)
            {
                if (!window.TryAdd(i, out var sequence)) return false;
                numbers.Add((sequence, i));
            }

            if (window.TryAdd(0, out _)) return false;
            foreach (var (sequence, value) in numbers.OrderBy(n => (n.Sequence * 2654435761u) ^ (uint)seed))
                if (!window.TryTake(sequence, out var taken) || taken != value) return false;
            return window.Count == 0;
        },
        iter: 500,
        seed: "0000KIa3kcH4");

    [Fact]
    public async Task Places_AreGivenInTurn_AndGivenBackByWhoNoLongerWaits()
    {
        var window = new RequestWindow<int>(1);
        window.TryAdd(0, out var first).ShouldBeTrue();
        using var cancel = new CancellationTokenSource();
        var gone = window.EnterAsync(cancel.Token);
        var next = window.EnterAsync(CancellationToken.None);
        var last = window.EnterAsync(CancellationToken.None);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gone);
        window.TryTake(first, out _);
        await next.WaitAsync(TimeSpan.FromSeconds(60));
        window.TryAdd(5, out _).ShouldBeFalse(); // the place is the next one's
        var second = window.AddEntered(1);
        last.IsCompleted.ShouldBeFalse();
        window.TryTake(second, out _);
        await last.WaitAsync(TimeSpan.FromSeconds(60));
        var empty = window.EmptyAsync(CancellationToken.None);
        empty.IsCompleted.ShouldBeFalse();
        window.TryTake(window.AddEntered(2), out _);
        await empty.WaitAsync(TimeSpan.FromSeconds(60));
        window.Close().ShouldBeEmpty();
        await Should.ThrowAsync<ObjectDisposedException>(() => window.EnterAsync(CancellationToken.None));
    }
}
