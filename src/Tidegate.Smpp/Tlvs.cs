using System.Buffers.Binary;

namespace Tidegate.Smpp;

/// <summary>Optional parameters of a PDU, as they were received: unknown ones, their order and what follows a malformed one stay.</summary>
public readonly ref struct Tlvs(ReadOnlySpan<byte> octets)
{
    /// <summary>Every octet of them.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    /// <summary>Whether every parameter ends where it says, and nothing is left over.</summary>
    public bool AreWellFormed
    {
        get
        {
            var each = GetEnumerator();
            while (each.MoveNext()) { }
            return each.AtEnd;
        }
    }

    /// <summary>The value of the first parameter with a tag.</summary>
    public bool TryFind(ushort tag, out ReadOnlySpan<byte> value)
    {
        foreach (var tlv in this)
        {
            if (tlv.Tag != tag) continue;
            value = tlv.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A number of one, two or four octets, big-endian.</summary>
    public bool TryFindNumber(ushort tag, out uint value)
    {
        value = 0;
        if (!TryFind(tag, out var octets) || octets.Length is 0 or > 4) return false;
        foreach (var octet in octets) value = value << 8 | octet;
        return true;
    }

    /// <summary>A string, with or without the NUL at its end: senders do both.</summary>
    public bool TryFindString(ushort tag, out ReadOnlySpan<byte> value)
    {
        if (!TryFind(tag, out value)) return false;
        var end = value.IndexOf((byte)0);
        if (end >= 0) value = value[..end];
        return true;
    }

    /// <summary>One after another, up to the first that does not end inside the PDU.</summary>
    public Enumerator GetEnumerator() => new(Octets);

    /// <summary>Writes a parameter.</summary>
    /// <returns>Octets written: four more than the value has.</returns>
    /// <exception cref="ArgumentException">The value is over 65,535 octets or does not fit.</exception>
    public static int Write(Span<byte> destination, ushort tag, ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue) throw new ArgumentException($"value of tag 0x{tag:X4}: {value.Length} octets; expected at most 65535", nameof(value));
        if (destination.Length < value.Length + 4) throw new ArgumentException($"the destination has {destination.Length} octets; expected at least {value.Length + 4}", nameof(destination));
        BinaryPrimitives.WriteUInt16BigEndian(destination, tag);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)value.Length);
        value.CopyTo(destination[4..]);
        return value.Length + 4;
    }

    /// <summary>One optional parameter.</summary>
    public readonly ref struct Tlv(ushort tag, ReadOnlySpan<byte> value)
    {
        public ushort Tag { get; } = tag;
        public ReadOnlySpan<byte> Value { get; } = value;
    }

    public ref struct Enumerator(ReadOnlySpan<byte> octets)
    {
        private ReadOnlySpan<byte> _rest = octets;

        public Tlv Current { get; private set; }

        /// <summary>Whether all octets were read.</summary>
        public readonly bool AtEnd => _rest.IsEmpty;

        public bool MoveNext()
        {
            if (_rest.Length < 4) return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
            if (length > _rest.Length - 4) return false;
            Current = new Tlv(BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest.Slice(4, length));
            _rest = _rest[(4 + length)..];
            return true;
        }
    }
}
