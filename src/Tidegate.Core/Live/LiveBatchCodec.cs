using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tidegate.Traffic;
using ZstdSharp;

namespace Tidegate.Live;

/// <summary>A batch as the journal keeps it: names, then the events column by column, as one zstd frame.</summary>
internal static class LiveBatchCodec
{
    private const byte Version = 1;
    private const int MostEvents = 1 << 20;

    [ThreadStatic]
    private static Compressor? _compressor;

    [ThreadStatic]
    private static Decompressor? _decompressor;

    /// <summary>The bytes of a batch.</summary>
    public static byte[] Encode(LiveBatch batch)
    {
        var plain = new ArrayBufferWriter<byte>(256 + (batch.Count * Unsafe.SizeOf<TrafficEvent>()));
        plain.Write([Version]);
        Write(plain, batch.Count);
        foreach (var names in batch.Names)
        {
            Write(plain, names.Count);
            foreach (var name in names)
            {
                var bytes = Encoding.UTF8.GetByteCount(name);
                Write(plain, bytes);
                plain.Advance(Encoding.UTF8.GetBytes(name, plain.GetSpan(bytes)));
            }
        }

        var events = batch.Events.AsSpan(0, batch.Count);
        long last = 0;
        foreach (ref var e in events)
        {
            Write(plain, e.Time - last);
            last = e.Time;
        }

        foreach (ref var e in events) Write(plain, e.MessageKey);
        foreach (ref var e in events) Write(plain, e.Destination);
        foreach (ref var e in events) Write(plain, e.Customer);
        foreach (ref var e in events) Write(plain, e.Sender);
        foreach (ref var e in events) Write(plain, e.Supplier);
        foreach (ref var e in events) Write(plain, e.Network);
        foreach (ref var e in events) Write(plain, e.ErrorCode);
        foreach (ref var e in events) Write(plain, e.Price);
        foreach (ref var e in events) Write(plain, e.Cost);
        foreach (ref var e in events) Write(plain, e.Currency);
        foreach (ref var e in events) Write(plain, e.Segments);
        foreach (ref var e in events) Write(plain, Packed(e));
        if (batch.Ids is { } ids) WriteIds(plain, ids);
        return (_compressor ??= new Compressor(1)).Wrap(plain.WrittenSpan).ToArray();
    }

    /// <summary>The batch of such bytes.</summary>
    /// <exception cref="InvalidDataException">They are none.</exception>
    public static LiveBatch Decode(ReadOnlySpan<byte> packed)
    {
        try
        {
            return Read((_decompressor ??= new Decompressor()).Unwrap(packed));
        }
        catch (Exception e) when (e is ZstdException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("the batch is damaged: " + e.Message, e);
        }
    }

    private static LiveBatch Read(ReadOnlySpan<byte> from)
    {
        if (from[0] != Version) throw new InvalidDataException($"the batch is of version {from[0]}; this build reads version {Version}");
        from = from[1..];
        var count = Next<int>(ref from);
        if (count is < 0 or > MostEvents) throw new InvalidDataException($"the batch has {count} events; expected 0 to {MostEvents}");
        var names = new List<string>[LiveBatch.Dimensions];
        for (var d = 0; d < names.Length; d++)
        {
            names[d] = [];
            for (var n = Next<int>(ref from); n > 0; n--)
            {
                var length = Next<int>(ref from);
                names[d].Add(Encoding.UTF8.GetString(from[..length]));
                from = from[length..];
            }
        }

        var events = new TrafficEvent[count];
        long last = 0;
        foreach (ref var e in events.AsSpan()) e.Time = last += Next<long>(ref from);
        foreach (ref var e in events.AsSpan()) e.MessageKey = Next<ulong>(ref from);
        foreach (ref var e in events.AsSpan()) e.Destination = Next<ulong>(ref from);
        foreach (ref var e in events.AsSpan()) e.Customer = Next<int>(ref from);
        foreach (ref var e in events.AsSpan()) e.Sender = Next<int>(ref from);
        foreach (ref var e in events.AsSpan()) e.Supplier = Next<int>(ref from);
        foreach (ref var e in events.AsSpan()) e.Network = Next<int>(ref from);
        foreach (ref var e in events.AsSpan()) e.ErrorCode = Next<int>(ref from);
        foreach (ref var e in events.AsSpan()) e.Price = Next<float>(ref from);
        foreach (ref var e in events.AsSpan()) e.Cost = Next<float>(ref from);
        foreach (ref var e in events.AsSpan()) e.Currency = Next<ushort>(ref from);
        foreach (ref var e in events.AsSpan()) e.Segments = Next<ushort>(ref from);
        foreach (ref var e in events.AsSpan()) Unpack(Next<uint>(ref from), ref e);
        return LiveBatch.Of(events, names, from.IsEmpty ? null : ReadIds(from, count));
    }

    // Behind the rest, where builds that know nothing of ids do not look: those that are kept, each with its event's place.
    private static void WriteIds(ArrayBufferWriter<byte> plain, string?[] ids)
    {
        Write(plain, ids.Count(i => i is not null));
        for (var n = 0; n < ids.Length; n++)
        {
            if (ids[n] is not { } id) continue;
            var bytes = Encoding.UTF8.GetByteCount(id);
            Write(plain, n);
            Write(plain, bytes);
            plain.Advance(Encoding.UTF8.GetBytes(id, plain.GetSpan(bytes)));
        }
    }

    private static string?[] ReadIds(ReadOnlySpan<byte> from, int count)
    {
        var ids = new string?[count];
        for (var left = Next<int>(ref from); left > 0; left--)
        {
            var at = Next<int>(ref from);
            var length = Next<int>(ref from);
            ids[at] = Encoding.UTF8.GetString(from[..length]);
            from = from[length..];
        }

        return ids;
    }

    private static uint Packed(in TrafficEvent e) =>
        (uint)e.Kind | ((uint)e.Category << 8) | ((uint)e.Status << 16) | (e.Converted ? 1u << 24 : 0);

    private static void Unpack(uint packed, ref TrafficEvent e)
    {
        e.Kind = (EventKind)(byte)packed;
        e.Category = (Category)(byte)(packed >> 8);
        e.Status = (ReceiptStatus)(byte)(packed >> 16);
        e.Converted = packed >> 24 != 0;
    }

    private static void Write<T>(ArrayBufferWriter<byte> to, T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(to.GetSpan(Unsafe.SizeOf<T>()), in value);
        to.Advance(Unsafe.SizeOf<T>());
    }

    private static T Next<T>(ref ReadOnlySpan<byte> from)
        where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(from);
        from = from[Unsafe.SizeOf<T>()..];
        return value;
    }
}
