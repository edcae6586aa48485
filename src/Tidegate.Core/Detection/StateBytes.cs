using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>Reads and writes arrays of plain structs as they lie in memory, and tells what their layout is.</summary>
/// <remarks>
/// Such a struct must have no padding: what lies in it is not defined, and the same state would not give the same
/// bytes. A test holds that. Lengths are checked before anything is allocated.
/// </remarks>
internal static class StateBytes
{
    /// <summary>Most elements that a saved array may have.</summary>
    private const int Most = 1 << 28;

    /// <summary>The structs that are saved as they lie in memory; nothing else but numbers is.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        typeof(Place), typeof(Trace), typeof(Group), typeof(Message), typeof(CustomerFeed), typeof(FeedBatches), typeof(ReceiptFeed), typeof(UnusedCodes), typeof(BarrenNumber), typeof(RepeatSum),
        typeof(KnownNumbers.Pair), typeof(Arrivals.Id), typeof(EarlyFeedback.Waiting),
    ];

    /// <summary>Holds that a type is one of <see cref="Types"/>, or a number.</summary>
    public static void Check<T>()
        where T : unmanaged
    {
        if (!Listed<T>.Is) throw new InvalidOperationException($"{typeof(T)} is saved as it lies in memory; expected it among {nameof(StateBytes)}.{nameof(Types)}");
    }

    public static void Write<T>(BinaryWriter to, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const int Chunk = 1 << 14;
        Check<T>();
        to.Write(values.Length);
        for (; values.Length > 0; values = values[Math.Min(Chunk, values.Length)..])
            to.Write(MemoryMarshal.AsBytes(values[..Math.Min(Chunk, values.Length)]));
    }

    public static T[] Read<T>(BinaryReader from)
        where T : unmanaged
    {
        Check<T>();
        var values = new T[ReadCount(from)];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>A number of things, checked to be one.</summary>
    public static int ReadCount(BinaryReader from)
    {
        var count = from.ReadInt32();
        return count is >= 0 and <= Most ? count : throw new InvalidDataException($"count of {count}; expected 0 to {Most}");
    }

    /// <summary>Names and types of the fields that are saved as they lie in memory, and the order of their bytes.</summary>
    public static string Layout()
    {
        var endian = BitConverter.IsLittleEndian ? "little" : "big";
        return endian + string.Concat(Types.Select(t => $";{t.Name}:{string.Join(',', Fields(t).Select(f => $"{f.FieldType.Name} {f.Name}"))}"));
    }

    /// <summary>Bytes of a struct's fields, without padding.</summary>
    public static int SizeOfFields(Type type)
    {
        if (type.IsEnum) return SizeOfFields(Enum.GetUnderlyingType(type));
        if (type == typeof(bool)) return 1;
        if (type.IsPrimitive) return Marshal.SizeOf(type);
        if (type == typeof(Vector128<float>)) return Unsafe.SizeOf<Vector128<float>>();
        var size = Fields(type).Sum(f => SizeOfFields(f.FieldType));
        return type.GetCustomAttribute<InlineArrayAttribute>() is { } array ? size * array.Length : size;
    }

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static class Listed<T>
    {
        public static readonly bool Is = typeof(T).IsPrimitive || Types.Contains(typeof(T));
    }
}
