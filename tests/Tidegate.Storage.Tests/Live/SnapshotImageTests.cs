using Shouldly;
using Tidegate.Storage.Live;
using Xunit;

namespace Tidegate.Storage.Tests.Live;

public sealed class SnapshotImageTests
{
    /// <summary>Larger than two of its parts, in pieces that cross their borders; more memory is ready than is needed.</summary>
    [Fact]
    public void Image_WrittenOut_IsWhatWasWritten()
    {
        var bytes = RandomBytes();
        using var image = new SnapshotImage();
        image.Prepare(bytes.Length * 2L);
        Write(image, bytes);
        WrittenOut(image).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    /// <summary>What finds no room is counted, so that it can be written again with enough of it.</summary>
    [Fact]
    public void Image_WithoutRoom_TellsHowMuchItNeeds()
    {
        var bytes = RandomBytes();
        using var image = new SnapshotImage();
        image.Prepare(20 << 20);
        Write(image, bytes);
        image.IsWhole.ShouldBeFalse();
        image.Length.ShouldBe(bytes.Length);
        Should.Throw<InvalidOperationException>(() => image.WriteTo(Stream.Null));

        image.Prepare(image.Length);
        Write(image, bytes);
        WrittenOut(image).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    /// <summary>One after another in the same memory, larger and smaller: nothing of the one before is in the next.</summary>
    [Fact]
    public void Image_TakenAgain_HasNothingOfTheOneBefore()
    {
        using var image = new SnapshotImage();
        var bytes = RandomBytes();
        foreach (var size in (int[])[bytes.Length, 5, 17 << 20, 0, bytes.Length])
        {
            var part = bytes.AsSpan(bytes.Length - size).ToArray();
            image.Prepare(size);
            Write(image, part);
            WrittenOut(image).AsSpan().SequenceEqual(part).ShouldBeTrue();
        }
    }

    private static byte[] RandomBytes()
    {
        var bytes = new byte[(40 << 20) + 123];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private static void Write(SnapshotImage image, byte[] bytes)
    {
        var rng = new Random(4);
        for (var at = 0; at < bytes.Length;)
        {
            var n = Math.Min(rng.Next(1, 1 << 20), bytes.Length - at);
            image.Write(bytes.AsSpan(at, n));
            at += n;
        }
    }

    private static byte[] WrittenOut(SnapshotImage image)
    {
        image.IsWhole.ShouldBeTrue();
        using var copy = new MemoryStream();
        image.WriteTo(copy);
        return copy.ToArray();
    }
}
