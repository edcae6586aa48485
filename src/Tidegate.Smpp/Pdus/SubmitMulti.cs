namespace Tidegate.Smpp.Pdus;

/// <summary>submit_multi: SMPP 3.4, 4.5.1.</summary>
public readonly ref struct SubmitMulti : IPduBody<SubmitMulti>
{
    public ReadOnlySpan<byte> ServiceType { get; init; }
    public SmppAddress Source { get; init; }
    public Destinations Destinations { get; init; }
    public MessageSettings Settings { get; init; }
    public ReadOnlySpan<byte> ShortMessage { get; init; }
    public Tlvs Tlvs { get; init; }

    /// <summary>The user data: message_payload where short_message is empty.</summary>
    public ReadOnlySpan<byte> UserData => ShortMessage.IsEmpty && Tlvs.TryFind(TlvTag.MessagePayload, out var payload) ? payload : ShortMessage;

    public static SubmitMulti Read(scoped ref PduReader reader) => new()
    {
        ServiceType = reader.CString("service_type"),
        Source = reader.Address("source_addr"),
        Destinations = Destinations.Read(ref reader),
        Settings = MessageSettings.Read(ref reader),
        ShortMessage = reader.Octets(reader.Byte("sm_length"), "short_message"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(ServiceType, "service_type");
        writer.Address(Source, "source_addr");
        writer.Count(Destinations.Count, "number_of_dests");
        writer.Octets(Destinations.Octets);
        Settings.Write(ref writer);
        writer.Count(ShortMessage.Length, "sm_length");
        writer.Octets(ShortMessage);
        writer.Octets(Tlvs.Octets);
    }
}

/// <summary>submit_multi_resp: SMPP 3.4, 4.5.2.</summary>
public readonly ref struct SubmitMultiResp : IPduBody<SubmitMultiResp>
{
    /// <summary>Whether there is a body at all: peers leave it away when the status is not 0.</summary>
    public bool HasBody { get; init; }
    public ReadOnlySpan<byte> MessageId { get; init; }

    /// <summary>Destinations that were not accepted.</summary>
    public Unsuccessful Unsuccessful { get; init; }
    public Tlvs Tlvs { get; init; }

    public static SubmitMultiResp Read(scoped ref PduReader reader)
    {
        if (reader.AtEnd) return default;
        return new SubmitMultiResp
        {
            HasBody = true,
            MessageId = reader.CString("message_id"),
            Unsuccessful = Unsuccessful.Read(ref reader),
            Tlvs = reader.Tlvs(),
        };
    }

    public void Write(scoped ref PduWriter writer)
    {
        if (!HasBody) return;
        writer.CString(MessageId, "message_id");
        writer.Count(Unsuccessful.Count, "no_unsuccess");
        writer.Octets(Unsuccessful.Octets);
        writer.Octets(Tlvs.Octets);
    }
}
