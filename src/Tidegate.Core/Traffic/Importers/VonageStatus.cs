using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>Vonage's message statuses, as reports and delivery webhooks write them.</summary>
internal static class VonageStatus
{
    public static bool IsFinal(ReadOnlySpan<byte> status, ImportSink sink, out ReceiptStatus meaning)
    {
        meaning = ReceiptStatus.Unknown;
        if (status.IsEmpty)
        {
            sink.NoStatus();
            return false;
        }

        if (Is(status, "delivered"u8)) meaning = ReceiptStatus.Delivered;
        else if (Is(status, "failed"u8) || Is(status, "deleted"u8)) meaning = ReceiptStatus.Undelivered;
        else if (Is(status, "expired"u8)) meaning = ReceiptStatus.Expired;
        else if (Is(status, "rejected"u8)) meaning = ReceiptStatus.Rejected;
        else if (Is(status, "accepted"u8) || Is(status, "buffered"u8) || Is(status, "submitted"u8))
        {
            sink.Intermediate(status);
            return false;
        }
        else if (!Is(status, "unknown"u8)) sink.UnknownStatus(status);
        return true;
    }

    /// <summary>The error code; 0 is "no error".</summary>
    public static ReadOnlySpan<byte> Error(ReadOnlySpan<byte> code) => code.SequenceEqual("0"u8) ? [] : code;

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);
}
