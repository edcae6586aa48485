namespace Tidegate.Smpp.Text;

/// <summary>Which part of which message a PDU is.</summary>
/// <param name="Reference">What the parts of one message share; 8 or 16 bits, so they come round again.</param>
/// <param name="Total">Parts of the message, 1 to 255.</param>
/// <param name="Number">Which of them, from 1.</param>
public readonly record struct Concatenation(int Reference, int Total, int Number)
{
    /// <summary>The whole of a message: one part, the first.</summary>
    public static Concatenation Whole { get; } = new(0, 1, 1);

    /// <summary>What a PDU says of itself. A user data header goes before sar parameters; one that makes no sense counts as a whole
    /// message and is never a reason to drop it.</summary>
    /// <param name="esmClass">esm_class: bit 0x40 says that a header begins the user data.</param>
    /// <param name="userData">short_message or message_payload.</param>
    /// <param name="tlvs">The optional parameters.</param>
    public static Concatenation Of(byte esmClass, ReadOnlySpan<byte> userData, Tlvs tlvs)
    {
        if (UserDataHeader.IsIn(esmClass) && UserDataHeader.TryReadConcatenation(userData, out var part)) return part;
        if (tlvs.TryFindNumber(TlvTag.SarMessageReference, out var reference)
            && tlvs.TryFindNumber(TlvTag.SarTotalSegments, out var total)
            && tlvs.TryFindNumber(TlvTag.SarSegmentNumber, out var number)
            && reference <= ushort.MaxValue && IsSound(total, number))
        {
            return new Concatenation((int)reference, (int)total, (int)number);
        }

        return Whole;
    }

    internal static bool IsSound(uint total, uint number) => total is >= 1 and <= 255 && number >= 1 && number <= total;
}
