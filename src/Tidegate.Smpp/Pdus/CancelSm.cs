namespace Tidegate.Smpp.Pdus;

/// <summary>cancel_sm: SMPP 3.4, 4.9.1.</summary>
public readonly ref struct CancelSm : IPduBody<CancelSm>
{
    public ReadOnlySpan<byte> ServiceType { get; init; }
    public ReadOnlySpan<byte> MessageId { get; init; }
    public SmppAddress Source { get; init; }
    public SmppAddress Destination { get; init; }
    public Tlvs Tlvs { get; init; }

    public static CancelSm Read(scoped ref PduReader reader) => new()
    {
        ServiceType = reader.CString("service_type"),
        MessageId = reader.CString("message_id"),
        Source = reader.Address("source_addr"),
        Destination = reader.Address("destination_addr"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(ServiceType, "service_type");
        writer.CString(MessageId, "message_id");
        writer.Address(Source, "source_addr");
        writer.Address(Destination, "destination_addr");
        writer.Octets(Tlvs.Octets);
    }
}

/// <summary>replace_sm: SMPP 3.4, 4.10.1.</summary>
public readonly ref struct ReplaceSm : IPduBody<ReplaceSm>
{
    public ReadOnlySpan<byte> MessageId { get; init; }
    public SmppAddress Source { get; init; }
    public ReadOnlySpan<byte> ScheduleTime { get; init; }
    public ReadOnlySpan<byte> ValidityPeriod { get; init; }
    public byte RegisteredDelivery { get; init; }
    public byte DefaultMessageId { get; init; }
    public ReadOnlySpan<byte> ShortMessage { get; init; }
    public Tlvs Tlvs { get; init; }

    public static ReplaceSm Read(scoped ref PduReader reader) => new()
    {
        MessageId = reader.CString("message_id"),
        Source = reader.Address("source_addr"),
        ScheduleTime = reader.CString("schedule_delivery_time"),
        ValidityPeriod = reader.CString("validity_period"),
        RegisteredDelivery = reader.Byte("registered_delivery"),
        DefaultMessageId = reader.Byte("sm_default_msg_id"),
        ShortMessage = reader.Octets(reader.Byte("sm_length"), "short_message"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(MessageId, "message_id");
        writer.Address(Source, "source_addr");
        writer.CString(ScheduleTime, "schedule_delivery_time");
        writer.CString(ValidityPeriod, "validity_period");
        writer.Byte(RegisteredDelivery);
        writer.Byte(DefaultMessageId);
        writer.Count(ShortMessage.Length, "sm_length");
        writer.Octets(ShortMessage);
        writer.Octets(Tlvs.Octets);
    }
}
