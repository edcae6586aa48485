using System.Buffers.Binary;

namespace Tidegate.Smpp;

/// <summary>Reads a body from front to back. After the first fault everything reads as empty, and the fault stays.</summary>
public ref struct PduReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _position;

    /// <summary>The first fault.</summary>
    public PduFault Fault { get; private set; }

    /// <summary>Whether nothing is left to read.</summary>
    public readonly bool AtEnd => _position >= _body.Length;

    /// <summary>One octet.</summary>
    public byte Byte(string field)
    {
        if (_position < _body.Length) return _body[_position++];
        Fail(field, "one octet, where the PDU ends");
        return 0;
    }

    /// <summary>Four octets, big-endian.</summary>
    public uint UInt32(string field)
    {
        var octets = Octets(4, field);
        return octets.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;
    }

    /// <summary>A C-octet string, without the NUL that ends it. Lengths over those of the specification are in use and are read.</summary>
    public ReadOnlySpan<byte> CString(string field)
    {
        var rest = _body[_position..];
        var end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            Fail(field, "a NUL at its end, where the PDU ends");
            return default;
        }

        _position += end + 1;
        return rest[..end];
    }

    /// <summary>So many octets.</summary>
    public ReadOnlySpan<byte> Octets(int count, string field)
    {
        if (count <= _body.Length - _position)
        {
            var octets = _body.Slice(_position, count);
            _position += count;
            return octets;
        }

        Fail(field, $"{count} octets, where {_body.Length - _position} are left");
        return default;
    }

    /// <summary>An address: ton, npi, digits.</summary>
    public SmppAddress Address(string field) => new(Byte(field), Byte(field), CString(field));

    /// <summary>All that is left, as optional parameters.</summary>
    public Tlvs Tlvs()
    {
        var rest = _body[_position..];
        _position = _body.Length;
        return new Tlvs(rest);
    }

    private void Fail(string field, string expected)
    {
        if (!Fault.IsFault) Fault = new PduFault(field, _position, expected);
        _position = _body.Length;
    }

    /// <summary>Tells a fault of the parameter that was just read.</summary>
    internal void Reject(string field, string expected) => Fail(field, expected);

    /// <summary>Where reading is, octets from the start.</summary>
    internal readonly int Position => _position;

    /// <summary>What was read since a position.</summary>
    internal readonly ReadOnlySpan<byte> Since(int position) => _body[position.._position];
}
