using System.Buffers.Binary;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>
/// Walks a Parquet file's footer by the shapes of parquet.thrift before Parquet.Net reads it, which takes every type and
/// length on trust and never comes back from some that are wrong.
/// </summary>
internal static class FooterCheck
{
    private const int MarkBytes = 4;
    private const int LengthBytes = 4;

    /// <summary>Checks the footer of <paramref name="file"/>.</summary>
    /// <exception cref="InvalidDataException">The file is too short, has no mark, or its footer is not as the format says; the message says where.</exception>
    public static void Check(Stream file)
    {
        if (file.Length < MarkBytes + LengthBytes + MarkBytes) throw new InvalidDataException($"{file.Length} bytes are too few");
        Span<byte> end = stackalloc byte[LengthBytes + MarkBytes];
        file.Position = file.Length - end.Length;
        file.ReadExactly(end);
        if (!end[LengthBytes..].SequenceEqual("PAR1"u8)) throw new InvalidDataException("the file does not end with PAR1: it is cut off, encrypted or no Parquet");
        var length = BinaryPrimitives.ReadInt32LittleEndian(end);
        var room = file.Length - MarkBytes - end.Length;
        if (length <= 0 || length > room) throw new InvalidDataException($"a footer of {length} bytes where there is room for {room}");
        var footer = new byte[length];
        file.Position = file.Length - end.Length - length;
        file.ReadExactly(footer);
        Check(footer);
    }

    private static void Check(ReadOnlySpan<byte> footer)
    {
        var at = 0;
        try
        {
            Walk(footer, ref at, FooterShape.File);
        }
        catch (Exception e) when (e is InvalidDataException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"damaged at byte {at} of the footer's {footer.Length}: {(e is InvalidDataException ? e.Message : "it ends too early")}", e);
        }

        if (at != footer.Length) throw new InvalidDataException($"the footer's content ends at byte {at} of {footer.Length}");
    }

    private static void Walk(ReadOnlySpan<byte> data, ref int at, FooterShape shape)
    {
        var seen = 0UL;
        for (var field = 0; CompactProtocol.NextField(data, ref at, ref field, out var type);)
        {
            if (shape.Find(field) is not { } part)
            {
                // Parquet.Net passes over plain values it does not know, but gets lost in structures.
                if (type is CompactProtocol.Struct or CompactProtocol.List or CompactProtocol.Set) throw new InvalidDataException($"{shape.Name} has an unknown field {field}");
                CompactProtocol.Skip(data, ref at, type, 0);
                continue;
            }

            var stated = type == CompactProtocol.False ? CompactProtocol.True : type;
            if (stated != (part.IsList ? CompactProtocol.List : part.Type)) throw new InvalidDataException($"{shape.Name}.{part.Name} is of type {type}");
            if ((seen & (1UL << field)) != 0) throw new InvalidDataException($"{shape.Name}.{part.Name} comes twice");
            seen |= 1UL << field;
            if (part.IsList) WalkList(data, ref at, shape, part);
            else if (part.Inner is { } inner) Walk(data, ref at, inner);
            else CompactProtocol.Skip(data, ref at, type, 0);
        }

        foreach (var part in shape.Parts)
        {
            if (part.IsNeeded && (seen & (1UL << part.Id)) == 0) throw new InvalidDataException($"{shape.Name}.{part.Name} is missing");
        }
    }

    private static void WalkList(ReadOnlySpan<byte> data, ref int at, FooterShape shape, FooterPart part)
    {
        var count = CompactProtocol.ReadListHead(data, ref at, out var element);
        if (count > 0 && element != part.Type) throw new InvalidDataException($"{shape.Name}.{part.Name} is a list of type {element}");
        for (var i = 0; i < count; i++)
        {
            if (part.Inner is { } inner) Walk(data, ref at, inner);
            else CompactProtocol.Skip(data, ref at, element, 0);
        }
    }
}
