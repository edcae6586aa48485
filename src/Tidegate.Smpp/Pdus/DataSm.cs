namespace Tidegate.Smpp.Pdus;

/// <summary>data_sm: SMPP 3.4, 4.7.1. Its text is in message_payload.</summary>
public readonly ref struct DataSm : IPduBody<DataSm>
{
    public ReadOnlySpan<byte> ServiceType { get; init; }
    public SmppAddress Source { get; init; }
    public SmppAddress Destination { get; init; }
    public byte EsmClass { get; init; }
    public byte RegisteredDelivery { get; init; }
    public byte DataCoding { get; init; }
    public Tlvs Tlvs { get; init; }

    /// <summary>The user data; empty where there is no message_payload.</summary>
    public ReadOnlySpan<byte> UserData => Tlvs.TryFind(TlvTag.MessagePayload, out var payload) ? payload : default;

    public static DataSm Read(scoped ref PduReader reader) => new()
    {
        ServiceType = reader.CString("service_type"),
        Source = reader.Address("source_addr"),
        Destination = reader.Address("destination_addr"),
        EsmClass = reader.Byte("esm_class"),
        RegisteredDelivery = reader.Byte("registered_delivery"),
        DataCoding = reader.Byte("data_coding"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(ServiceType, "service_type");
        writer.Address(Source, "source_addr");
        writer.Address(Destination, "destination_addr");
        writer.Byte(EsmClass);
        writer.Byte(RegisteredDelivery);
        writer.Byte(DataCoding);
        writer.Octets(Tlvs.Octets);
    }
}

/// <summary>alert_notification: SMPP 3.4, 4.12.1.</summary>
public readonly ref struct AlertNotification : IPduBody<AlertNotification>
{
    public SmppAddress Source { get; init; }
    public SmppAddress Esme { get; init; }
    public Tlvs Tlvs { get; init; }

    public static AlertNotification Read(scoped ref PduReader reader) => new()
    {
        Source = reader.Address("source_addr"),
        Esme = reader.Address("esme_addr"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.Address(Source, "source_addr");
        writer.Address(Esme, "esme_addr");
        writer.Octets(Tlvs.Octets);
    }
}
