using System.Text;
using Tidegate.Traffic.Reading;

namespace Tidegate.Traffic.Importers;

/// <summary>How delimited text begins: perhaps with a line "sep=;", as spreadsheets write it, then with the header.</summary>
internal static class CsvStart
{
    /// <summary>Finds the header and the delimiter.</summary>
    /// <param name="head">The start of the content, with its first line at least.</param>
    /// <param name="delimiter">The delimiter as stated elsewhere, or 0; what a line "sep=;" says counts above it, what the header looks like below it.</param>
    /// <returns>Where the header begins: after empty lines and a line "sep=;".</returns>
    public static int Read(ReadOnlySpan<byte> head, ref byte delimiter)
    {
        var at = head.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (at < 0) at = 0;
        var line = FirstLine(head[at..]);
        var told = line.Trim((byte)'"');
        if (told.Length == 5 && Ascii.EqualsIgnoreCase(told[..4], "sep="u8) && IsDelimiter(told[4]))
        {
            delimiter = told[4];
            return head[(at + line.Length)..].IndexOf((byte)'\n') is >= 0 and var end ? at + line.Length + end + 1 : head.Length;
        }

        if (delimiter == 0) delimiter = CsvHeader.DelimiterOf(line);
        return at;
    }

    /// <summary>The names of a header line, plain; for recognising.</summary>
    public static string[] HeaderOf(ReadOnlySpan<byte> head)
    {
        byte delimiter = 0;
        var line = FirstLine(head[Read(head, ref delimiter)..]);
        return [.. Encoding.UTF8.GetString(line).Split((char)delimiter).Select(n => CsvColumns.Plain(n.Trim('"')))];
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 ? head : head[..end];
    }

    private static bool IsDelimiter(byte c) => c == '\t' || (c is > 0x20 and < 0x7F && c != '"' && !char.IsAsciiLetterOrDigit((char)c));
}
