using System.Buffers;

namespace Tidegate.Smpp.Receipts;

/// <summary>A delivery receipt's text, field by field: SMPP 3.4, appendix B, "vendor specific", and what vendors make of it. Fields
/// may be missing, in any order and case, with blanks around the colon, commas or semicolons between them, and quotes around what they say. What is
/// not there is empty.</summary>
public readonly ref struct ReceiptText
{
    private static readonly SearchValues<byte> AfterValues = SearchValues.Create(" \t\r\n\0"u8);
    private static readonly SearchValues<byte> BeforeNames = SearchValues.Create(" \t\r\n;,"u8);

    /// <summary>The id as it was written: decimal, hexadecimal, padded, a UUID.</summary>
    public ReadOnlySpan<byte> Id { get; private init; }
    public ReadOnlySpan<byte> Submitted { get; private init; }
    public ReadOnlySpan<byte> Delivered { get; private init; }

    /// <summary>YYMMDDhhmm, at some vendors with seconds or a four-digit year. In what time zone is not said.</summary>
    public ReadOnlySpan<byte> SubmitDate { get; private init; }
    public ReadOnlySpan<byte> DoneDate { get; private init; }

    /// <summary>DELIVRD and its like.</summary>
    public ReadOnlySpan<byte> Stat { get; private init; }

    /// <summary>Network's or vendor's error code: digits or letters, of any length.</summary>
    public ReadOnlySpan<byte> Err { get; private init; }

    /// <summary>Reads a receipt's text; never fails, whatever the octets are.</summary>
    /// <param name="text">The text in ASCII: <see cref="ReceiptValue.Narrow"/>.</param>
    /// <param name="receipt">What was found.</param>
    /// <returns>Whether it has a state: without one it is no receipt.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out ReceiptText receipt)
    {
        if (TryReadList(text, out receipt)) return true;
        ReadOnlySpan<byte> id = default, sub = default, dlvrd = default, submitDate = default, doneDate = default, stat = default, err = default;
        var position = 0;
        while (NextColon(text, position) is var colon && colon >= 0)
        {
            var name = NameBefore(text, position, colon);
            var start = colon + 1;
            while (start < text.Length && text[start] == (byte)' ') start++;
            var length = text[start..].IndexOfAny(AfterValues);
            var end = ReceiptValue.End(text, start, length < 0 ? text.Length : start + length);
            var value = text[start..end];
            if (Is(name, "text"u8)) break; // what follows is the message
            if (value.Contains((byte)':') && Known(value[..value.IndexOf((byte)':')]))
            {
                position = start; // an empty field: the next one begins where its value should
                continue;
            }

            value = ReceiptValue.Bare(value);
            if (Is(name, "id"u8)) Keep(ref id, value);
            else if (Is(name, "sub"u8)) Keep(ref sub, value);
            else if (Is(name, "dlvrd"u8)) Keep(ref dlvrd, value);
            else if (Is(name, "submit date"u8)) Keep(ref submitDate, value);
            else if (Is(name, "done date"u8)) Keep(ref doneDate, value);
            else if (Is(name, "stat"u8)) Keep(ref stat, value);
            else if (Is(name, "err"u8)) Keep(ref err, value);
            position = end;
        }

        receipt = new ReceiptText { Id = id, Submitted = sub, Delivered = dlvrd, SubmitDate = submitDate, DoneDate = doneDate, Stat = stat, Err = err };
        return MessageStates.TryParse(stat, out _);
    }

    // A large carrier's form: STATUS,submitted,done,err,destination,source,reserved. It has no id.
    private static bool TryReadList(ReadOnlySpan<byte> text, out ReceiptText receipt)
    {
        receipt = default;
        var comma = text.IndexOf((byte)',');
        if (comma < 0 || !MessageStates.TryParse(text[..comma], out _) || text[..comma].IndexOfAny(" :"u8) >= 0) return false;
        receipt = new ReceiptText { Stat = text[..comma], SubmitDate = Item(text, 1), DoneDate = Item(text, 2), Err = Item(text, 3) };
        return true;
    }

    private static ReadOnlySpan<byte> Item(ReadOnlySpan<byte> list, int index)
    {
        for (; index > 0; index--)
        {
            var comma = list.IndexOf((byte)',');
            if (comma < 0) return default;
            list = list[(comma + 1)..];
        }

        var end = list.IndexOf((byte)',');
        return end < 0 ? list : list[..end];
    }

    private static int NextColon(ReadOnlySpan<byte> text, int position)
    {
        var colon = text[position..].IndexOf((byte)':');
        return colon < 0 ? -1 : position + colon;
    }

    private static ReadOnlySpan<byte> NameBefore(ReadOnlySpan<byte> text, int from, int colon)
    {
        var name = text[from..colon].TrimEnd((byte)' ');
        if (Ends(name, "submit date"u8)) return name[^11..];
        if (Ends(name, "done date"u8)) return name[^9..];
        var blank = name.LastIndexOfAny(BeforeNames);
        return name[(blank + 1)..];
    }

    internal static bool Known(ReadOnlySpan<byte> name) =>
        Is(name, "id"u8) || Is(name, "sub"u8) || Is(name, "dlvrd"u8) || Is(name, "stat"u8) || Is(name, "err"u8) || Is(name, "text"u8);

    private static void Keep(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (field.IsEmpty) field = value; // the first counts: the message's own text may have such words
    }

    private static bool Ends(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word) => name.Length >= word.Length && Is(name[^word.Length..], word);

    internal static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word)
    {
        if (name.Length != word.Length) return false;
        for (var i = 0; i < name.Length; i++)
            if ((name[i] | 0x20) != word[i]) return false;
        return true;
    }
}
