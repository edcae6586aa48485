using System.Buffers.Binary;

namespace Tidegate.Smpp;

/// <summary>Writes one PDU into memory of the caller.</summary>
public ref struct PduWriter
{
    private readonly Span<byte> _destination;
    private int _position;

    private PduWriter(Span<byte> destination)
    {
        _destination = destination;
        _position = SmppHeader.Size;
    }

    /// <summary>Writes a PDU with its header.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="command">What it is.</param>
    /// <param name="status">0 in requests.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="body">Its body.</param>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentException">A string has a NUL in it, a count or length does not fit its field, or the destination is too small.</exception>
    public static int Write<TBody>(Span<byte> destination, CommandId command, CommandStatus status, uint sequence, scoped in TBody body)
        where TBody : IPduBody<TBody>, allows ref struct
    {
        var writer = new PduWriter(destination);
        if (destination.Length < SmppHeader.Size) throw TooSmall(destination.Length, SmppHeader.Size);
        body.Write(ref writer);
        new SmppHeader((uint)writer._position, command, status, sequence).Write(destination);
        return writer._position;
    }

    /// <summary>Writes a PDU that is only a header.</summary>
    public static int WriteHeaderOnly(Span<byte> destination, CommandId command, CommandStatus status, uint sequence)
    {
        if (destination.Length < SmppHeader.Size) throw TooSmall(destination.Length, SmppHeader.Size);
        new SmppHeader(SmppHeader.Size, command, status, sequence).Write(destination);
        return SmppHeader.Size;
    }

    /// <summary>One octet.</summary>
    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>A count or length of one octet.</summary>
    public void Count(int value, string field)
    {
        if (value is < 0 or > 255) throw new ArgumentException($"{field}: {value}; expected 0 to 255", nameof(value));
        Byte((byte)value);
    }

    /// <summary>Four octets, big-endian.</summary>
    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    /// <summary>Octets as they are.</summary>
    public void Octets(scoped ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>A C-octet string and its NUL.</summary>
    public void CString(scoped ReadOnlySpan<byte> value, string field)
    {
        if (value.Contains((byte)0)) throw new ArgumentException($"{field}: has a NUL in it; expected none, for a NUL ends it", nameof(value));
        Octets(value);
        Byte(0);
    }

    /// <summary>An address: ton, npi, digits.</summary>
    public void Address(scoped SmppAddress address, string field)
    {
        Byte(address.Ton);
        Byte(address.Npi);
        CString(address.Digits, field);
    }

    private Span<byte> Take(int count)
    {
        if (count > _destination.Length - _position) throw TooSmall(_destination.Length, _position + count);
        var taken = _destination.Slice(_position, count);
        _position += count;
        return taken;
    }

    private static ArgumentException TooSmall(int size, int needed) => new($"the destination has {size} octets; expected at least {needed}");
}
