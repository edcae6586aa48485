namespace Tidegate.Smpp.Sessions;

/// <summary>A response that was received.</summary>
/// <param name="Pdu">All of it, header included.</param>
public sealed record SmppResponse(ReadOnlyMemory<byte> Pdu)
{
    /// <summary>Its header; generic_nack is a response too.</summary>
    public SmppHeader Header { get; } = SmppHeader.Read(Pdu.Span);

    /// <summary>The outcome.</summary>
    public CommandStatus Status => Header.Status;

    /// <summary>Whether the request was done: ESME_ROK, and no generic_nack.</summary>
    public bool IsOk => Header.Status == CommandStatus.Ok && Header.Command != CommandId.GenericNack;

    /// <summary>The message_id of responses to submit_sm, submit_multi and data_sm; empty where there is none.</summary>
    public string MessageId =>
        Header.Command is CommandId.SubmitSmResp or CommandId.SubmitMultiResp or CommandId.DataSmResp && PduBody.TryRead<Pdus.TextResp>(Pdu.Span[SmppHeader.Size..], out var body, out _)
            ? System.Text.Encoding.Latin1.GetString(body.Text)
            : "";

    /// <summary>Reads its body; never throws.</summary>
    public bool TryRead<TBody>(out TBody body, out PduFault fault)
        where TBody : IPduBody<TBody>, allows ref struct => PduBody.TryRead(Pdu.Span[SmppHeader.Size..], out body, out fault);
}

/// <summary>A request has no response, because its session is over.</summary>
public sealed class SmppSessionException : IOException
{
    /// <param name="message">What happened.</param>
    /// <param name="inDoubt">See <see cref="InDoubt"/>.</param>
    /// <param name="why">Why the session is over; null where it was unbound.</param>
    public SmppSessionException(string message, bool inDoubt, Exception? why)
        : base(message, why) => InDoubt = inDoubt;

    /// <summary>Whether the peer may have got it. False: it was never sent, and may be sent again without fear of doubling.</summary>
    public bool InDoubt { get; }
}

/// <summary>The peer answered a bind with something else than ESME_ROK.</summary>
public sealed class SmppBindException : IOException
{
    /// <param name="header">The answer.</param>
    public SmppBindException(SmppHeader header)
        : base($"the bind was answered with {header.Command}, status 0x{(uint)header.Status:x2}") => Header = header;

    /// <summary>The answer.</summary>
    public SmppHeader Header { get; }
}
