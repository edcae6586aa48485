using ZstdSharp;

namespace Tidegate.Traffic.Reading;

/// <summary>Recognises compressed content by its magic number.</summary>
internal static class Compression
{
    /// <summary>The content unpacked.</summary>
    /// <param name="raw">The stream as stored.</param>
    /// <param name="name">"gzip", "zstd", or null when it is not compressed.</param>
    /// <param name="refused">Why it cannot be unpacked, for kinds that are not supported; else null.</param>
    public static Stream Unpack(PeekedStream raw, out string? name, out string? refused)
    {
        name = refused = null;
        var head = raw.Head;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            name = "gzip";
            return new GzipContent(raw);
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
        {
            name = "zstd";
            return new DecompressionStream(raw, leaveOpen: false);
        }

        refused = Unsupported(head) is { } kind ? $"{kind} cannot be read; unpack it, or use gzip or zstd" : null;
        return raw;
    }

    private static string? Unsupported(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8)) return "a zip archive (or a spreadsheet)";
        if (head.StartsWith("BZh"u8)) return "bzip2";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])) return "xz";
        return head.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF]) ? "a 7z archive" : null;
    }
}
