using System.Buffers;
using System.Buffers.Binary;
using Shouldly;
using Xunit;

namespace Tidegate.Smpp.Tests;

public sealed class FramingTests
{
    [Fact]
    public void EveryPduSplitAtEveryOctetIsTakenWhole()
    {
        foreach (var hex in Golden.All)
        {
            var pdu = Golden.Bytes(hex);
            for (var cut = 0; cut <= pdu.Length; cut++)
            {
                var first = new ReadOnlySequence<byte>(pdu, 0, cut);
                if (cut < pdu.Length) PduFramer.TryTake(ref first, PduFramer.DefaultLimit, out _, out _).ShouldBe(FrameResult.Incomplete);
                var both = Segments.Of(pdu[..cut], pdu[cut..]);
                PduFramer.TryTake(ref both, PduFramer.DefaultLimit, out var header, out var taken).ShouldBe(FrameResult.Complete);
                taken.ToArray().ShouldBe(pdu);
                header.ShouldBe(SmppHeader.Read(pdu));
                both.Length.ShouldBe(0);
            }
        }
    }

    [Fact]
    public void ManyPdusInOneSegmentComeInOrder()
    {
        var received = new ReadOnlySequence<byte>(Golden.All.SelectMany(Golden.Bytes).ToArray());
        foreach (var hex in Golden.All)
        {
            PduFramer.TryTake(ref received, PduFramer.DefaultLimit, out _, out var pdu).ShouldBe(FrameResult.Complete);
            Convert.ToHexStringLower(pdu.ToArray()).ShouldBe(hex);
        }

        PduFramer.TryTake(ref received, PduFramer.DefaultLimit, out _, out _).ShouldBe(FrameResult.Incomplete);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(65537u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x4854_5450u)] // "HTTP"
    [InlineData(0x1603_0100u)] // a TLS hello
    public void LengthThatCannotBeIsInvalidAtOnce(uint length)
    {
        var octets = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(octets, length);
        var received = new ReadOnlySequence<byte>(octets);
        PduFramer.TryTake(ref received, PduFramer.DefaultLimit, out _, out _).ShouldBe(FrameResult.Invalid);
    }

    [Fact]
    public void TakingAllocatesNothing()
    {
        var octets = Golden.Bytes(Golden.SubmitSm);
        Take(octets, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Take(octets, 1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void Take(byte[] octets, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var received = new ReadOnlySequence<byte>(octets);
            if (PduFramer.TryTake(ref received, PduFramer.DefaultLimit, out _, out var pdu) != FrameResult.Complete) throw new InvalidOperationException("not taken");
            if (!PduBody.TryRead<Pdus.MessageSm>(pdu.FirstSpan[SmppHeader.Size..], out var message, out _) || message.Destination.Digits.IsEmpty) throw new InvalidOperationException("not read");
        }
    }
}

/// <summary>Octets in several pieces, as pipelines give them.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    public static ReadOnlySequence<byte> Of(params byte[][] pieces)
    {
        var first = new Segments(pieces[0], 0);
        var last = first;
        foreach (var piece in pieces[1..])
        {
            var next = new Segments(piece, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
