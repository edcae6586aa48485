using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Tidegate.Reporting.Packs;

/// <summary>
/// ZIP archives in one fixed form: files one after the other, not compressed, no times, no extra fields, nothing between them.
/// The same files give the same bytes, so an archive in this form can be checked to the last byte by writing it again.
/// </summary>
/// <remarks>PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. Read by every unpacker.</remarks>
internal static class StoredZip
{
    /// <summary>Most bytes of an archive.</summary>
    public const int MaxBytes = 2_000_000_000;

    private const int LocalHeader = 30;
    private const int CentralHeader = 46;
    private const ushort January1980 = 0x21;

    /// <summary>Writes an archive.</summary>
    /// <exception cref="InvalidDataException">It would be larger than <see cref="MaxBytes"/>.</exception>
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> files)
    {
        if (files.Sum(f => (long)f.Content.Length + 256) > MaxBytes)
            throw new InvalidDataException($"the files have {files.Sum(f => (long)f.Content.Length)} bytes together; expected at most {MaxBytes}, e.g. by a shorter list of messages");
        using var zip = new MemoryStream();
        using var directory = new MemoryStream();
        foreach (var (name, content) in files)
        {
            var offset = (int)zip.Position;
            var bytes = Encoding.ASCII.GetBytes(name);
            var common = Common(content, bytes.Length);
            Put(zip, 0x04034b50, 4);
            zip.Write(common);
            zip.Write(bytes);
            zip.Write(content);
            Put(directory, 0x02014b50, 4);
            Put(directory, 20, 2);
            directory.Write(common);
            directory.Write(new byte[10]);
            Put(directory, (uint)offset, 4);
            directory.Write(bytes);
        }

        var start = (int)zip.Position;
        directory.WriteTo(zip);
        Put(zip, 0x06054b50, 4);
        Put(zip, 0, 4);
        Put(zip, (uint)files.Count, 2);
        Put(zip, (uint)files.Count, 2);
        Put(zip, (uint)directory.Length, 4);
        Put(zip, (uint)start, 4);
        Put(zip, 0, 2);
        return zip.ToArray();
    }

    /// <summary>The files of an archive that <see cref="Write"/> wrote; null when a byte of it is not as that writes it.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)>? Read(byte[] zip)
    {
        var files = new List<(string, byte[])>();
        var at = 0;
        while (at + CentralHeader <= zip.Length && BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at)) == 0x04034b50)
        {
            var size = (long)BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at + 18));
            var name = BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + 26));
            var content = at + LocalHeader + name;
            if (content + size > zip.Length) return null;
            files.Add((Encoding.ASCII.GetString(zip, at + LocalHeader, name), zip[content..(int)(content + size)]));
            at = (int)(content + size);
        }

        return Write(files).AsSpan().SequenceEqual(zip) ? files : null;
    }

    private static byte[] Common(byte[] content, int nameLength)
    {
        using var header = new MemoryStream();
        Put(header, 20, 2); // version needed
        Put(header, 0, 2); // flags
        Put(header, 0, 2); // stored
        Put(header, 0, 2); // time
        Put(header, January1980, 2);
        Put(header, Crc32.HashToUInt32(content), 4);
        Put(header, (uint)content.Length, 4);
        Put(header, (uint)content.Length, 4);
        Put(header, (uint)nameLength, 2);
        Put(header, 0, 2); // extra
        return header.ToArray();
    }

    private static void Put(MemoryStream to, uint value, int bytes)
    {
        for (var i = 0; i < bytes; i++) to.WriteByte((byte)(value >> (8 * i)));
    }
}
