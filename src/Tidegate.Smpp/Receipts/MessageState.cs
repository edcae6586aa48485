namespace Tidegate.Smpp.Receipts;

/// <summary>What became of a message: message_state of SMPP 3.4, 5.2.28; 0 and 9 of 5.0.</summary>
public enum MessageState : byte
{
    Scheduled = 0,
    EnRoute = 1,
    Delivered = 2,
    Expired = 3,
    Deleted = 4,
    Undeliverable = 5,
    Accepted = 6,
    Unknown = 7,
    Rejected = 8,
    Skipped = 9,
}

/// <summary>States as receipts write them.</summary>
public static class MessageStates
{
    /// <summary>The state of a word such as DELIVRD; in any case, cut short or written out.</summary>
    /// <returns>False where no state begins so.</returns>
    public static bool TryParse(ReadOnlySpan<byte> word, out MessageState state)
    {
        state = MessageState.Unknown;
        if (word.Length < 4) return false;
        Span<byte> upper = stackalloc byte[5];
        var length = Math.Min(word.Length, 5);
        for (var i = 0; i < length; i++) upper[i] = (byte)(word[i] is >= (byte)'a' and <= (byte)'z' ? word[i] - 32 : word[i]);
        ReadOnlySpan<byte> start = upper[..length];
        MessageState? found =
            start.StartsWith("DELIV"u8) ? MessageState.Delivered
            : start.StartsWith("ENRO"u8) || start.StartsWith("EN_RO"u8) || start.StartsWith("BUFF"u8) ? MessageState.EnRoute
            : start.StartsWith("EXPI"u8) ? MessageState.Expired
            : start.StartsWith("DELE"u8) ? MessageState.Deleted
            : start.StartsWith("UNDE"u8) || start.StartsWith("FAIL"u8) ? MessageState.Undeliverable
            : start.StartsWith("ACCE"u8) || start.StartsWith("ACKED"u8) ? MessageState.Accepted
            : start.StartsWith("UNKN"u8) ? MessageState.Unknown
            : start.StartsWith("REJE"u8) ? MessageState.Rejected
            : start.StartsWith("SCHE"u8) ? MessageState.Scheduled
            : start.StartsWith("SKIP"u8) ? MessageState.Skipped
            : null;
        state = found ?? MessageState.Unknown;
        return found is not null;
    }
}
