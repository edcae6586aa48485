using System.IO.Hashing;
using System.Text;
using Tidegate.Detection;

namespace Tidegate.Pipeline;

/// <summary>
/// The format of a saved replay: magic, version and layout, then checked blocks of state. Builds with the same version
/// and layout read each other's snapshots; others refuse them, and start from the traffic instead.
/// </summary>
internal static class Snapshot
{
    /// <summary>Raised by one whenever what is saved, or what it means, changes.</summary>
    private const int Version = 24;

    private const int HeadSize = 28;

    private static ReadOnlySpan<byte> Magic => "TIDEGATE"u8;

    /// <summary>Writes what <paramref name="save"/> writes, with head and checksums. The stream stays open.</summary>
    public static void Write(Stream stream, Action<BinaryWriter> save)
    {
        stream.Write(Head(Version));
        using var blocks = new SnapshotWriteStream(stream);
        using var to = new BinaryWriter(blocks, Encoding.UTF8);
        save(to);
        to.Flush();
        blocks.Complete();
    }

    /// <summary>Reads a snapshot to its end; what it holds is handed out only if all of it was right. The stream stays open.</summary>
    /// <exception cref="SnapshotException">It is no snapshot, or damaged, or of another version.</exception>
    public static T Read<T>(Stream stream, Func<BinaryReader, T> load)
    {
        try
        {
            CheckHead(stream);
            using var blocks = new SnapshotReadStream(stream);
            using var from = new BinaryReader(blocks, Encoding.UTF8);
            var loaded = load(from);
            blocks.Complete();
            return loaded;
        }
        catch (EndOfStreamException e)
        {
            throw new SnapshotException("The snapshot is cut short.", e);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            throw new SnapshotException($"The snapshot cannot be restored: {e.Message}.", e);
        }
    }

    // Magic, version, layout of the structs that are saved as they lie in memory, and the hash of these.
    private static byte[] Head(int version)
    {
        var head = new byte[HeadSize];
        using var to = new BinaryWriter(new MemoryStream(head));
        to.Write(Magic);
        to.Write(version);
        to.Write(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(StateBytes.Layout())));
        to.Write(XxHash3.HashToUInt64(head.AsSpan(0, HeadSize - sizeof(ulong))));
        return head;
    }

    private static void CheckHead(Stream stream)
    {
        var head = new byte[HeadSize];
        stream.ReadExactly(head.AsSpan(0, Magic.Length));
        if (!head.AsSpan().StartsWith(Magic)) throw new InvalidDataException("it is not a snapshot of Tidegate's");
        stream.ReadExactly(head.AsSpan(Magic.Length));
        var version = BitConverter.ToInt32(head, Magic.Length);
        if (version != Version) throw new InvalidDataException($"it is of version {version}, this build reads version {Version}");
        if (!head.AsSpan().SequenceEqual(Head(version))) throw new InvalidDataException("its head is damaged, or a build with another layout of state wrote it");
    }
}
