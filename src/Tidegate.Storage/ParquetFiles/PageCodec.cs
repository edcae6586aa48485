using System.IO.Compression;
using Parquet.Meta;
using ZstdSharp;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>Unpacks pages.</summary>
internal static class PageCodec
{
    /// <summary>Whether pages packed this way can be unpacked here.</summary>
    public static bool Knows(CompressionCodec codec) =>
        codec is CompressionCodec.UNCOMPRESSED or CompressionCodec.SNAPPY or CompressionCodec.GZIP or CompressionCodec.ZSTD;

    /// <summary>Fills the output exactly, or throws <see cref="InvalidDataException"/>.</summary>
    public static void Unpack(CompressionCodec codec, ReadOnlySpan<byte> packed, Span<byte> output)
    {
        var good = codec switch
        {
            CompressionCodec.UNCOMPRESSED => Copy(packed, output),
            CompressionCodec.SNAPPY => Snappy.TryUnpack(packed, output),
            CompressionCodec.ZSTD => Zstd(packed, output),
            CompressionCodec.GZIP => Gzip(packed, output),
            _ => false,
        };
        if (!good) throw new InvalidDataException($"a page cannot be unpacked ({codec})");
    }

    private static bool Copy(ReadOnlySpan<byte> packed, Span<byte> output)
    {
        if (packed.Length != output.Length) return false;
        packed.CopyTo(output);
        return true;
    }

    private static bool Zstd(ReadOnlySpan<byte> packed, Span<byte> output)
    {
        using var unpacker = new Decompressor();
        return unpacker.Unwrap(packed, output) == output.Length;
    }

    private static bool Gzip(ReadOnlySpan<byte> packed, Span<byte> output)
    {
        using var stream = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        stream.ReadExactly(output);
        return true;
    }
}
