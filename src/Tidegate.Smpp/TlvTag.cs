namespace Tidegate.Smpp;

/// <summary>Tags of optional parameters that are read here: SMPP 3.4, 5.3.2. Others are passed on.</summary>
public static class TlvTag
{
    public const ushort ReceiptedMessageId = 0x001E;
    public const ushort AdditionalStatusInfoText = 0x001D;
    public const ushort UserMessageReference = 0x0204;
    public const ushort SarMessageReference = 0x020C;
    public const ushort SarTotalSegments = 0x020E;
    public const ushort SarSegmentNumber = 0x020F;
    public const ushort ScInterfaceVersion = 0x0210;

    /// <summary>Three octets: network type (3 GSM), then an error code.</summary>
    public const ushort NetworkErrorCode = 0x0423;
    public const ushort MessagePayload = 0x0424;
    public const ushort MessageState = 0x0427;
}
