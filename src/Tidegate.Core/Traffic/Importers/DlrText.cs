using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>The text of an SMPP receipt ("id:... stat:DELIVRD err:000 text:..."), field by field; the message's text is not looked at.</summary>
internal static class DlrText
{
    /// <summary>The value behind a name such as "stat:", up to the next blank; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> receipt, ReadOnlySpan<byte> name)
    {
        var text = receipt.IndexOf("text:"u8);
        if (text < 0) text = receipt.IndexOf("Text:"u8);
        if (text >= 0) receipt = receipt[..text];
        var at = receipt.IndexOf(name);
        if (at < 0) return [];
        var value = receipt[(at + name.Length)..].TrimStart((byte)' ');
        var end = value.IndexOf((byte)' ');
        return end < 0 ? value : value[..end];
    }

    /// <summary>ENROUTE, ACCEPTD, SCHEDULED: on the way.</summary>
    public static bool IsIntermediate(ReadOnlySpan<byte> stat) => Is(stat, "ENROUTE"u8) || Is(stat, "ACCEPTD"u8) || Is(stat, "SCHEDULED"u8);

    /// <summary>What a final state means, in the seven letters of receipts or the whole word.</summary>
    public static ReceiptStatus Status(ReadOnlySpan<byte> stat) =>
        Is(stat, "DELIVRD"u8) || Is(stat, "DELIVERED"u8) ? ReceiptStatus.Delivered
        : Is(stat, "UNDELIV"u8) || Is(stat, "UNDELIVERED"u8) || Is(stat, "UNDELIVERABLE"u8) || Is(stat, "DELETED"u8) || Is(stat, "FAILED"u8) ? ReceiptStatus.Undelivered
        : Is(stat, "EXPIRED"u8) ? ReceiptStatus.Expired
        : Is(stat, "REJECTD"u8) || Is(stat, "REJECTED"u8) ? ReceiptStatus.Rejected
        : ReceiptStatus.Unknown;

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);
}
