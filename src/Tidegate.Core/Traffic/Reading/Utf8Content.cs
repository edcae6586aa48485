using System.Text;

namespace Tidegate.Traffic.Reading;

/// <summary>Makes UTF-8 without byte order mark of unpacked content: UTF-16 is transcoded.</summary>
internal static class Utf8Content
{
    private const int HeadSize = 64 * 1024;

    /// <summary>The content as UTF-8 with lines that end with LF, with the first 64 KiB to look at.</summary>
    public static PeekedStream Open(Stream content, out string? remark)
    {
        var text = Utf8(content, out remark);
        if (!CarriageReturns.EndLinesOf(text.Head)) return text;
        remark = (remark is null ? "" : remark + "; ") + "lines end with CR alone";
        return new PeekedStream(new CarriageReturns(text), HeadSize);
    }

    private static PeekedStream Utf8(Stream content, out string? remark)
    {
        remark = null;
        var peeked = new PeekedStream(content, HeadSize);
        if (peeked.Head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            peeked.Skip(3);
            return peeked;
        }

        var encoding = Wide(peeked.Head, out var mark);
        if (encoding is null) return peeked;
        remark = $"{encoding.WebName} content, read by way of UTF-8";
        peeked.Skip(mark);
        return new PeekedStream(Encoding.CreateTranscodingStream(peeked, encoding, Encoding.UTF8), HeadSize);
    }

    private static Encoding? Wide(ReadOnlySpan<byte> head, out int mark)
    {
        mark = 2;
        if (head.Length < 4) return null;
        if (head[0] == 0xFF && head[1] == 0xFE) return Encoding.Unicode;
        if (head[0] == 0xFE && head[1] == 0xFF) return Encoding.BigEndianUnicode;
        mark = 0; // without a mark, every other byte of a wide file's first line is zero
        if (head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0) return Encoding.Unicode;
        return head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0 ? Encoding.BigEndianUnicode : null;
    }
}
