using Shouldly;
using Tidegate.Live;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Live;

/// <summary>Which events came before, in bounded memory.</summary>
public sealed class SeenIdsTests
{
    private const int Maximum = 8192;

    [Fact]
    public void Events_OfTheLastHalf_AreKnown_HoweverManyCame()
    {
        var ids = new SeenIds(Maximum);
        for (ulong i = 1; i <= 100_000; i++)
        {
            ids.Add(Event(i)).ShouldBeTrue($"event {i} is new");
            if (i > Maximum / 2) ids.Add(Event(i - (Maximum / 2))).ShouldBeFalse($"event {i - (Maximum / 2)} was there");
        }

        ids.Forgotten.ShouldBeInRange(100_000 - (3 * Maximum), 100_000 - (Maximum / 2));
        ids.Add(Event(1)).ShouldBeTrue("it was forgotten long ago");
    }

    [Fact]
    public void Saved_AndRestored_KnowsTheSame()
    {
        var ids = new SeenIds(Maximum);
        for (ulong i = 1; i <= 30_000; i++) ids.Add(Event(i));
        using var memory = new MemoryStream();
        ids.Save(new BinaryWriter(memory));
        memory.Position = 0;
        var restored = new SeenIds(Maximum);
        restored.Load(new BinaryReader(memory));
        restored.Forgotten.ShouldBe(ids.Forgotten);
        for (ulong i = 1; i <= 40_000; i++) restored.Add(Event(i)).ShouldBe(ids.Add(Event(i)));
    }

    [Fact]
    public void Receipt_that_settles_one_of_status_unknown_is_new()
    {
        var ids = new SeenIds(Maximum);
        var receipt = Event(1) with { Kind = EventKind.Receipt, Status = ReceiptStatus.Unknown };
        ids.Add(receipt).ShouldBeTrue();
        ids.Add(receipt).ShouldBeFalse();
        ids.Add(receipt with { Status = ReceiptStatus.Delivered }).ShouldBeTrue();
        ids.Add(receipt with { Status = ReceiptStatus.Rejected }).ShouldBeFalse("what is known is settled");
    }

    private static TrafficEvent Event(ulong key) => new() { Kind = EventKind.Submit, MessageKey = key, Customer = 1 };
}
