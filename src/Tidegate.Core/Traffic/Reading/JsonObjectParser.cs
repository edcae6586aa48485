using System.Buffers;

namespace Tidegate.Traffic.Reading;

/// <summary>
/// Finds the contract's fields in one JSON object (RFC 8259). Unknown fields are passed over, nested ones by their
/// brackets alone. Strings with escapes are rewritten in place, for unescaped they are never longer.
/// </summary>
internal static class JsonObjectParser
{
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        "\"\\\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F"u8);

    /// <summary>Parses a record that is one object; null when that went well, else what is wrong, and where.</summary>
    public static string? Parse(Span<byte> record, ref FieldValues values, out int at)
    {
        at = SkipBlanks(record, 0);
        if (at >= record.Length || record[at] != '{') return "expected a JSON object";
        at = SkipBlanks(record, at + 1);
        if (at < record.Length && record[at] == '}') return CheckEnd(record, ref at);
        for (; ; )
        {
            if (at >= record.Length || record[at] != '"') return "malformed JSON: expected a field name";
            var fault = ReadString(record, ref at, out var keyStart, out var keyLength);
            if (fault is not null) return fault;
            at = SkipBlanks(record, at);
            if (at >= record.Length || record[at] != ':') return "malformed JSON: expected ':'";
            at = SkipBlanks(record, at + 1);
            var field = Fields.Find(record.Slice(keyStart, keyLength));
            fault = ReadValue(record, ref at, out var value);
            if (fault is not null) return fault;
            if (field != Field.None) values[field] = value;
            at = SkipBlanks(record, at);
            if (at >= record.Length) return "malformed JSON: the object is not closed";
            if (record[at] == '}') return CheckEnd(record, ref at);
            if (record[at] != ',') return "malformed JSON: expected ',' or '}'";
            at = SkipBlanks(record, at + 1);
        }
    }

    private static string? CheckEnd(ReadOnlySpan<byte> record, ref int at)
    {
        at = SkipBlanks(record, at + 1);
        return at < record.Length ? "malformed JSON: text after the object" : null;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> record, int at)
    {
        while ((uint)at < (uint)record.Length && record[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    private static string? ReadString(Span<byte> record, ref int at, out int start, out int length)
    {
        start = at + 1;
        length = record[start..].IndexOfAny(StringStops);
        if (length < 0) return "malformed JSON: the string is not closed";
        at = start + length;
        if (record[at] == '"')
        {
            at++;
            return null;
        }

        return record[at] == '\\'
            ? JsonEscapes.Unescape(record, start, ref at, out length)
            : "malformed JSON: control character in a string";
    }

    private static string? ReadValue(Span<byte> record, ref int at, out FieldValue value)
    {
        value = default;
        if (at >= record.Length) return "malformed JSON: expected a value";
        var start = at;
        switch (record[at])
        {
            case (byte)'"':
                var fault = ReadString(record, ref at, out start, out var length);
                if (length != 0) value = new FieldValue(start, length, ValueKind.String);
                return fault;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                while (at < record.Length && record[at] is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E') at++;
                value = new FieldValue(start, at - start, ValueKind.Number);
                return null;
            case (byte)'t':
                return ReadWord(record, ref at, "true"u8, ValueKind.Boolean, out value);
            case (byte)'f':
                return ReadWord(record, ref at, "false"u8, ValueKind.Boolean, out value);
            case (byte)'n':
                return ReadWord(record, ref at, "null"u8, ValueKind.None, out value);
            case (byte)'{' or (byte)'[':
                if (!SkipNested(record, ref at)) return "malformed JSON: a nested value is not closed";
                value = new FieldValue(start, at - start, ValueKind.Nested);
                return null;
            default:
                return "malformed JSON: expected a value";
        }
    }

    private static string? ReadWord(ReadOnlySpan<byte> record, ref int at, ReadOnlySpan<byte> word, ValueKind kind, out FieldValue value)
    {
        value = new FieldValue(at, word.Length, kind);
        if (!record[at..].StartsWith(word)) return "malformed JSON: expected a value";
        at += word.Length;
        return null;
    }

    private static bool SkipNested(ReadOnlySpan<byte> record, ref int at)
    {
        for (var depth = 0; ;)
        {
            var next = record[at..].IndexOfAny("{}[]\""u8);
            if (next < 0) return false;
            at += next;
            switch (record[at++])
            {
                case (byte)'"':
                    if (!SkipString(record, ref at)) return false;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    if (--depth == 0) return true;
                    break;
            }
        }
    }

    /// <summary>Moves from behind an opening quote to behind the closing one.</summary>
    internal static bool SkipString(ReadOnlySpan<byte> record, ref int at)
    {
        for (; ; )
        {
            var stop = record[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0) return false;
            at += stop;
            if (record[at++] == '"') return true;
            if (++at > record.Length) return false;
        }
    }
}
