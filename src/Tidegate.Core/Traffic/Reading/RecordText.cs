using System.Text;
using System.Text.Unicode;

namespace Tidegate.Traffic.Reading;

/// <summary>Checks that a record is text at all.</summary>
internal static class RecordText
{
    /// <summary>Null when the bytes are UTF-8 without NUL, else what is wrong.</summary>
    public static string? Check(ReadOnlySpan<byte> record)
    {
        if (record.Contains((byte)0)) return "NUL bytes; expected UTF-8 text";
        return Ascii.IsValid(record) || Utf8.IsValid(record) ? null : "not valid UTF-8 (another encoding?)";
    }
}
