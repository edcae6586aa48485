using System.Runtime.CompilerServices;

namespace Tidegate.Traffic.Reading;

/// <summary>How a value was written in its source.</summary>
internal enum ValueKind : byte
{
    /// <summary>Not stated.</summary>
    None,

    /// <summary>Untyped text, as in a CSV cell: whatever the field needs is read from it.</summary>
    Cell,

    /// <summary>A JSON string, unescaped.</summary>
    String,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>JSON true or false.</summary>
    Boolean,

    /// <summary>A JSON object or array.</summary>
    Nested,

    /// <summary>Unix milliseconds, held in the value itself.</summary>
    Milliseconds,

    /// <summary>A number, held in the value itself.</summary>
    Amount,
}

/// <summary>Where in the record a value is, and how it was written.</summary>
internal readonly struct FieldValue(int start, int length, ValueKind kind)
{
    public readonly int Start = start;
    public readonly int Length = length;
    public readonly ValueKind Kind = kind;

    /// <summary>A value of Unix milliseconds that needs no text.</summary>
    public static FieldValue OfMilliseconds(long value) => new((int)value, (int)(value >> 32), ValueKind.Milliseconds);

    /// <summary>A number that needs no text.</summary>
    public static FieldValue OfAmount(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return new FieldValue((int)bits, (int)(bits >> 32), ValueKind.Amount);
    }

    /// <summary>The milliseconds, or the bits of the number, that the value holds.</summary>
    public long Held => ((long)Length << 32) | (uint)Start;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> record) => record.Slice(Start, Length);
}

/// <summary>The values of one record, by <see cref="Field"/>.</summary>
[InlineArray(Fields.Count)]
internal struct FieldValues
{
    private FieldValue _first;

    public FieldValue this[Field field]
    {
        readonly get => this[(int)field];
        set => this[(int)field] = value;
    }
}
