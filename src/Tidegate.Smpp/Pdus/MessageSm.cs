namespace Tidegate.Smpp.Pdus;

/// <summary>submit_sm and deliver_sm: SMPP 3.4, 4.4.1 and 4.6.1.</summary>
public readonly ref struct MessageSm : IPduBody<MessageSm>
{
    public ReadOnlySpan<byte> ServiceType { get; init; }
    public SmppAddress Source { get; init; }
    public SmppAddress Destination { get; init; }
    public MessageSettings Settings { get; init; }

    /// <summary>At most 255 octets here; at most 254 by the specification.</summary>
    public ReadOnlySpan<byte> ShortMessage { get; init; }
    public Tlvs Tlvs { get; init; }

    /// <summary>The user data: message_payload where short_message is empty.</summary>
    public ReadOnlySpan<byte> UserData => ShortMessage.IsEmpty && Tlvs.TryFind(TlvTag.MessagePayload, out var payload) ? payload : ShortMessage;

    public static MessageSm Read(scoped ref PduReader reader) => new()
    {
        ServiceType = reader.CString("service_type"),
        Source = reader.Address("source_addr"),
        Destination = reader.Address("destination_addr"),
        Settings = MessageSettings.Read(ref reader),
        ShortMessage = reader.Octets(reader.Byte("sm_length"), "short_message"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(ServiceType, "service_type");
        writer.Address(Source, "source_addr");
        writer.Address(Destination, "destination_addr");
        Settings.Write(ref writer);
        writer.Count(ShortMessage.Length, "sm_length");
        writer.Octets(ShortMessage);
        writer.Octets(Tlvs.Octets);
    }
}

/// <summary>What submit_sm, deliver_sm and submit_multi say of a message between its addresses and its text.</summary>
public readonly ref struct MessageSettings
{
    /// <summary>SMPP 3.4, 5.2.12: 0x40 a user data header begins the user data; 0x04 of deliver_sm a delivery receipt.</summary>
    public byte EsmClass { get; init; }
    public byte ProtocolId { get; init; }
    public byte Priority { get; init; }
    public ReadOnlySpan<byte> ScheduleTime { get; init; }
    public ReadOnlySpan<byte> ValidityPeriod { get; init; }

    /// <summary>SMPP 3.4, 5.2.17: bits 0-1: 0 none, 1 always, 2 on failure.</summary>
    public byte RegisteredDelivery { get; init; }
    public byte ReplaceIfPresent { get; init; }
    public byte DataCoding { get; init; }
    public byte DefaultMessageId { get; init; }

    internal static MessageSettings Read(scoped ref PduReader reader) => new()
    {
        EsmClass = reader.Byte("esm_class"),
        ProtocolId = reader.Byte("protocol_id"),
        Priority = reader.Byte("priority_flag"),
        ScheduleTime = reader.CString("schedule_delivery_time"),
        ValidityPeriod = reader.CString("validity_period"),
        RegisteredDelivery = reader.Byte("registered_delivery"),
        ReplaceIfPresent = reader.Byte("replace_if_present_flag"),
        DataCoding = reader.Byte("data_coding"),
        DefaultMessageId = reader.Byte("sm_default_msg_id"),
    };

    internal void Write(scoped ref PduWriter writer)
    {
        writer.Byte(EsmClass);
        writer.Byte(ProtocolId);
        writer.Byte(Priority);
        writer.CString(ScheduleTime, "schedule_delivery_time");
        writer.CString(ValidityPeriod, "validity_period");
        writer.Byte(RegisteredDelivery);
        writer.Byte(ReplaceIfPresent);
        writer.Byte(DataCoding);
        writer.Byte(DefaultMessageId);
    }
}
