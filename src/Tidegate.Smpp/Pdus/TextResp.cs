namespace Tidegate.Smpp.Pdus;

/// <summary>A response with one string: the system_id of bind responses (SMPP 3.4, 4.1.2), the message_id of submit_sm_resp,
/// deliver_sm_resp and data_sm_resp (4.4.2, 4.6.2, 4.7.2). Peers leave the body away when the status is not 0.</summary>
public readonly ref struct TextResp : IPduBody<TextResp>
{
    /// <summary>Whether there is a body at all.</summary>
    public bool HasBody { get; init; }

    /// <summary>The system_id or message_id.</summary>
    public ReadOnlySpan<byte> Text { get; init; }
    public Tlvs Tlvs { get; init; }

    public static TextResp Read(scoped ref PduReader reader)
    {
        if (reader.AtEnd) return default;
        return new TextResp { HasBody = true, Text = reader.CString("message_id"), Tlvs = reader.Tlvs() };
    }

    public void Write(scoped ref PduWriter writer)
    {
        if (!HasBody) return;
        writer.CString(Text, "message_id");
        writer.Octets(Tlvs.Octets);
    }
}

/// <summary>The rest: unbind, enquire_link, generic_nack, the responses of cancel_sm and replace_sm. They have no body; one that
/// is there is kept.</summary>
public readonly ref struct Bodiless : IPduBody<Bodiless>
{
    public Tlvs Tlvs { get; init; }

    public static Bodiless Read(scoped ref PduReader reader) => new() { Tlvs = reader.Tlvs() };

    public void Write(scoped ref PduWriter writer) => writer.Octets(Tlvs.Octets);
}
