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

    /// <summary>The key that it was given to the engine with: another one where the id was given again (<see cref="ReusedIds"/>); 0 before that.</summary>
    public ulong GivenKey { get; init; }

    /// <summary>Whether it is given to the engine a second time.</summary>
    public bool IsAgain { get; init; }

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

    /// <summary>A receipt's error code: up to eight letters and digits, a dash before them or none, and not more than six digits; empty for
    /// anything else, which may be a text or a number.</summary>
    public static string Code(ReadOnlySpan<byte> octets)
    {
        var code = octets.StartsWith("-"u8) ? octets[1..] : octets;
        var digits = 0;
        foreach (var octet in code)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet)) return "";
            if (char.IsAsciiDigit((char)octet)) digits++;
        }

        return code.Length is 0 or > 8 || digits > 6 ? "" : Encoding.ASCII.GetString(octets);
    }

    /// <summary>A name that came as octets; what is no printable ASCII is read as Latin-1 without control characters.</summary>
    public static string Name(ReadOnlySpan<byte> octets)
    {
        var text = Encoding.Latin1.GetString(octets.Length > 64 ? octets[..64] : octets).Trim();
        return text.Any(char.IsControl) ? new string([.. text.Where(c => !char.IsControl(c))]) : text;
    }
}
