using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>Twilio's message statuses, as the Message resource (lower case) and event streams (upper case) write them.</summary>
internal static class TwilioStatus
{
    /// <summary>Whether a status is final, and what it means. Blocks for pumping are rejections; the code stays with them.</summary>
    public static bool IsFinal(ReadOnlySpan<byte> status, ReadOnlySpan<byte> errorCode, ImportSink sink, out ReceiptStatus meaning)
    {
        meaning = ReceiptStatus.Unknown;
        if (status.IsEmpty)
        {
            sink.NoStatus();
            return false;
        }

        if (Is(status, "delivered"u8) || Is(status, "read"u8)) meaning = ReceiptStatus.Delivered;
        else if (Is(status, "undelivered"u8)) meaning = IsFraudBlock(errorCode) ? ReceiptStatus.Rejected : ReceiptStatus.Undelivered;
        else if (Is(status, "failed"u8)) meaning = ReceiptStatus.Rejected;
        else if (Is(status, "sent"u8) || Is(status, "sending"u8) || Is(status, "queued"u8) || Is(status, "accepted"u8) || Is(status, "partially_delivered"u8))
        {
            sink.Intermediate(status);
            return false;
        }
        else sink.UnknownStatus(status);
        return true;
    }

    /// <summary>The error code; 0 and "null" are none.</summary>
    public static ReadOnlySpan<byte> Error(ReadOnlySpan<byte> code) => code.SequenceEqual("0"u8) || code.SequenceEqual("null"u8) ? [] : code;

    // 30450: pumping protection; 60410: Verify Fraud Guard; 60605: geo permissions.
    private static bool IsFraudBlock(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("30450"u8) || code.SequenceEqual("60410"u8) || code.SequenceEqual("60605"u8);

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);
}
