namespace Tidegate.Smpp.Pdus;

/// <summary>bind_receiver, bind_transmitter, bind_transceiver: SMPP 3.4, 4.1.</summary>
public readonly ref struct Bind : IPduBody<Bind>
{
    public ReadOnlySpan<byte> SystemId { get; init; }

    /// <summary>Never to be logged.</summary>
    public ReadOnlySpan<byte> Password { get; init; }
    public ReadOnlySpan<byte> SystemType { get; init; }

    /// <summary>0x34 is 3.4.</summary>
    public byte InterfaceVersion { get; init; }

    /// <summary>Addresses served: ton, npi, pattern.</summary>
    public SmppAddress AddressRange { get; init; }
    public Tlvs Tlvs { get; init; }

    public static Bind Read(scoped ref PduReader reader) => new()
    {
        SystemId = reader.CString("system_id"),
        Password = reader.CString("password"),
        SystemType = reader.CString("system_type"),
        InterfaceVersion = reader.Byte("interface_version"),
        AddressRange = reader.Address("address_range"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(SystemId, "system_id");
        writer.CString(Password, "password");
        writer.CString(SystemType, "system_type");
        writer.Byte(InterfaceVersion);
        writer.Address(AddressRange, "address_range");
        writer.Octets(Tlvs.Octets);
    }
}

/// <summary>outbind: SMPP 3.4, 4.1.7.</summary>
public readonly ref struct Outbind : IPduBody<Outbind>
{
    public ReadOnlySpan<byte> SystemId { get; init; }

    /// <summary>Never to be logged.</summary>
    public ReadOnlySpan<byte> Password { get; init; }
    public Tlvs Tlvs { get; init; }

    public static Outbind Read(scoped ref PduReader reader) => new()
    {
        SystemId = reader.CString("system_id"),
        Password = reader.CString("password"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(SystemId, "system_id");
        writer.CString(Password, "password");
        writer.Octets(Tlvs.Octets);
    }
}
