using Shouldly;
using Tidegate.Storage.Live;
using Xunit;

namespace Tidegate.Storage.Tests.Live;

public sealed class SnapshotImageTests
{
    /// <summary>Larger than two of its parts, in pieces that cross their borders; with memory had ready, less and more than is needed.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20 << 20)]
    [InlineData(90 << 20)]
    public void Image_MovedOut_IsWhatWasWritten(int prepared)
    {
        var rng = new Random(3);
        var bytes = new byte[(40 << 20) + 123];
        rng.NextBytes(bytes);
        using var image = new SnapshotImage();
        image.Prepare(prepared);
        image.Length.ShouldBe(0);
        for (var at = 0; at < bytes.Length;)
        {
            var n = Math.Min(rng.Next(1, 1 << 20), bytes.Length - at);
            image.Write(bytes.AsSpan(at, n));
            at += n;
        }

        image.Length.ShouldBe(bytes.Length);
        using var copy = new MemoryStream();
        image.MoveTo(copy);
        copy.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }
}
