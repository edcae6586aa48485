namespace Tidegate.Smpp.Pdus;

/// <summary>query_sm: SMPP 3.4, 4.8.1.</summary>
public readonly ref struct QuerySm : IPduBody<QuerySm>
{
    public ReadOnlySpan<byte> MessageId { get; init; }
    public SmppAddress Source { get; init; }
    public Tlvs Tlvs { get; init; }

    public static QuerySm Read(scoped ref PduReader reader) => new()
    {
        MessageId = reader.CString("message_id"),
        Source = reader.Address("source_addr"),
        Tlvs = reader.Tlvs(),
    };

    public void Write(scoped ref PduWriter writer)
    {
        writer.CString(MessageId, "message_id");
        writer.Address(Source, "source_addr");
        writer.Octets(Tlvs.Octets);
    }
}

/// <summary>query_sm_resp: SMPP 3.4, 4.8.2.</summary>
public readonly ref struct QuerySmResp : IPduBody<QuerySmResp>
{
    /// <summary>Whether there is a body at all: peers leave it away when the status is not 0.</summary>
    public bool HasBody { get; init; }
    public ReadOnlySpan<byte> MessageId { get; init; }
    public ReadOnlySpan<byte> FinalDate { get; init; }

    /// <summary>As <see cref="Receipts.MessageState"/>.</summary>
    public byte MessageState { get; init; }
    public byte ErrorCode { get; init; }
    public Tlvs Tlvs { get; init; }

    public static QuerySmResp Read(scoped ref PduReader reader)
    {
        if (reader.AtEnd) return default;
        return new QuerySmResp
        {
            HasBody = true,
            MessageId = reader.CString("message_id"),
            FinalDate = reader.CString("final_date"),
            MessageState = reader.Byte("message_state"),
            ErrorCode = reader.Byte("error_code"),
            Tlvs = reader.Tlvs(),
        };
    }

    public void Write(scoped ref PduWriter writer)
    {
        if (!HasBody) return;
        writer.CString(MessageId, "message_id");
        writer.CString(FinalDate, "final_date");
        writer.Byte(MessageState);
        writer.Byte(ErrorCode);
        writer.Octets(Tlvs.Octets);
    }
}
