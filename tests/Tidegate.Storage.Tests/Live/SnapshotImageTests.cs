using Shouldly;
using Tidegate.Storage.Live;
using Xunit;

namespace Tidegate.Storage.Tests.Live;

public sealed class SnapshotImageTests
{
    /// <summary>Larger than two of its parts, in pieces that cross their borders.</summary>
    [Fact]
    public void Image_MovedOut_IsWhatWasWritten()
    {
        var rng = new Random(3);
        var bytes = new byte[(40 << 20) + 123];
        rng.NextBytes(bytes);
        using var image = SnapshotImage.Of(to =>
        {
            for (var at = 0; at < bytes.Length;)
            {
                var n = Math.Min(rng.Next(1, 1 << 20), bytes.Length - at);
                to.Write(bytes.AsSpan(at, n));
                at += n;
            }
        });
        image.Length.ShouldBe(bytes.Length);
        using var copy = new MemoryStream();
        image.MoveTo(copy);
        copy.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public void Image_ThatCannotBeTaken_SaysWhy() =>
        Should.Throw<InvalidDataException>(() => SnapshotImage.Of(to =>
        {
            to.WriteByte(1);
            throw new InvalidDataException("the state is no state");
        })).Message.ShouldBe("the state is no state");
}
