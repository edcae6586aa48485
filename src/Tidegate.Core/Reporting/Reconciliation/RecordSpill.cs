using System.Runtime.InteropServices;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>
/// Records cut by a key into partitions that are worked on one at a time. All lie in one temporary file, which goes away
/// with the process; held in memory are 16 KiB a partition. One writer, then one reader.
/// </summary>
internal sealed class RecordSpill : IDisposable
{
    /// <summary>Partitions; what is in memory at a time is one of them.</summary>
    public const int Partitions = 256;

    private const int ChunkRecords = 16 * 1024 / MessageRecord.Size;

    private readonly FileStream _file;
    private readonly MessageRecord[]?[] _open = new MessageRecord[Partitions][];
    private readonly int[] _filled = new int[Partitions];
    private readonly List<long>[] _chunks = new List<long>[Partitions];
    private long _length;

    /// <summary>Creates the temporary file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public RecordSpill(string? folder)
    {
        var path = Path.Combine(folder ?? Path.GetTempPath(), $"tidegate-{Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
        for (var i = 0; i < Partitions; i++) _chunks[i] = [];
    }

    /// <summary>Records written.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a record to the partition of a key.</summary>
    public void Add(in MessageRecord record, ulong key)
    {
        var partition = (int)((key * 0x9E3779B97F4A7C15UL) >> 56);
        var chunk = _open[partition] ??= new MessageRecord[ChunkRecords];
        chunk[_filled[partition]++] = record;
        Count++;
        if (_filled[partition] < ChunkRecords) return;
        RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes(chunk.AsSpan()), _length);
        _chunks[partition].Add(_length);
        _length += ChunkRecords * MessageRecord.Size;
        _filled[partition] = 0;
    }

    /// <summary>All records of a partition, in the order in which they were added.</summary>
    public MessageRecord[] Read(int partition)
    {
        var chunks = _chunks[partition];
        var records = new MessageRecord[(chunks.Count * ChunkRecords) + _filled[partition]];
        for (var i = 0; i < chunks.Count; i++) ReadChunk(records.AsSpan(i * ChunkRecords, ChunkRecords), chunks[i]);
        _open[partition].AsSpan(0, _filled[partition]).CopyTo(records.AsSpan(chunks.Count * ChunkRecords));
        return records;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadChunk(Span<MessageRecord> to, long from)
    {
        var bytes = MemoryMarshal.AsBytes(to);
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes, from);
            if (read == 0) throw new IOException("a temporary file of the reconciliation is shorter than what was written to it");
            bytes = bytes[read..];
            from += read;
        }
    }
}
