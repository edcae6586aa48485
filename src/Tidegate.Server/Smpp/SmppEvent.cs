using System.Text;
using Tidegate.Smpp.Receipts;
using Tidegate.Traffic;

namespace Tidegate.Server.Smpp;

/// <summary>What the proxy saw of a message, on its way to be recorded. It has no text.</summary>
internal readonly record struct SmppEvent
{
    public required EventKind Kind { get; init; }

    /// <summary>Unix ms.</summary>
    public required long Time { get; init; }

    /// <summary>Whose account it is.</summary>
    public required string Customer { get; init; }

    /// <summary>Of <see cref="MessageKeys"/>.</summary>
    public required ulong MessageKey { get; init; }

    /// <summary>The id in words, of submissions whose customer's ids are kept as evidence; else null.</summary>
    public string? MessageId { get; init; }

    public string Sender { get; init; }

    /// <summary>The SMSC's name; of submissions.</summary>
    public string Supplier { get; init; }

    public ulong Destination { get; init; }

    public int Segments { get; init; }

    public ReceiptStatus Status { get; init; }

    public string ErrorCode { get; init; }

    /// <summary>The final state that a receipt tells; null for one on the way.</summary>
    public static ReceiptStatus? StatusOf(MessageState state) => state switch
    {
        MessageState.Delivered => ReceiptStatus.Delivered,
        MessageState.Expired => ReceiptStatus.Expired,
        MessageState.Undeliverable or MessageState.Deleted => ReceiptStatus.Undelivered,
        MessageState.Rejected or MessageState.Skipped => ReceiptStatus.Rejected,
        MessageState.Unknown => ReceiptStatus.Unknown,
        _ => null,
    };

    /// <summary>A name that came as octets; what is no printable ASCII is read as Latin-1 without control characters.</summary>
    public static string Name(ReadOnlySpan<byte> octets)
    {
        var text = Encoding.Latin1.GetString(octets.Length > 64 ? octets[..64] : octets).Trim();
        return text.Any(char.IsControl) ? new string([.. text.Where(c => !char.IsControl(c))]) : text;
    }
}
