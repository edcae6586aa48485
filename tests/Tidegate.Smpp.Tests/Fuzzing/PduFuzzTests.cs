using Shouldly;
using Xunit;

namespace Tidegate.Smpp.Tests.Fuzzing;

/// <summary>The first million PDUs of what `bench -- smpp fuzz` does with any number.</summary>
public sealed class PduFuzzTests
{
    [Theory]
    [InlineData(20261127UL)]
    [InlineData(1UL)]
    public void MutatedPdus_BreakNoPromise(ulong seed)
    {
        var fuzz = new PduFuzz(seed);
        try
        {
            while (fuzz.Tried < 500_000) fuzz.Next();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}, PDU {fuzz.Tried}: {Convert.ToHexStringLower(fuzz.Last)}", e);
        }

        fuzz.Sound.ShouldBeInRange(100_000, 450_000); // it tries both what can be read and what cannot
        fuzz.Framed.ShouldBeInRange(50_000, 450_000);
    }

    [Fact]
    public void TheSameSeed_GivesTheSamePdus()
    {
        var (one, other) = (new PduFuzz(7), new PduFuzz(7));
        for (var i = 0; i < 1000; i++)
        {
            one.Next();
            other.Next();
            one.Last.SequenceEqual(other.Last).ShouldBeTrue();
        }
    }
}
