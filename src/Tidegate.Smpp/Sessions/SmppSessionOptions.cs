namespace Tidegate.Smpp.Sessions;

/// <summary>How a session behaves.</summary>
public sealed record SmppSessionOptions
{
    /// <summary>Requests of ours that the peer may leave unanswered at once; more wait. 1 or more.</summary>
    public int Window { get; init; } = 10;

    /// <summary>How long a response is waited for: of a request, of enquire_link, of unbind.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing may be heard before the peer is asked whether it is there.</summary>
    public TimeSpan EnquireEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Octets that a PDU may have, either way.</summary>
    public int PduLimit { get; init; } = PduFramer.DefaultLimit;

    /// <summary>Takes the peer's requests: deliver_sm at a client, submit_sm at a server. Without one deliver_sm and data_sm are answered with
    /// ESME_RX_T_APPN, so that they come again, and all else with ESME_RINVCMDID.</summary>
    public SmppRequested? OnRequest { get; init; }

    /// <summary>The clock of timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Takes a request of the peer, on the session's reader: while it runs nothing else is read. It answers with
/// <see cref="SmppSession.Answer(SmppHeader, CommandStatus)"/>, or later and from any thread with
/// <see cref="SmppSession.AnswerAsync(SmppHeader, CommandStatus)"/>. What it throws ends the session.</summary>
/// <param name="session">Whose request it is.</param>
/// <param name="header">Its header.</param>
/// <param name="pdu">The whole PDU; valid until this returns.</param>
public delegate void SmppRequested(SmppSession session, SmppHeader header, ReadOnlySpan<byte> pdu);

/// <summary>Takes what became of a request, on the session's reader or timer.</summary>
/// <param name="state">What was given with the request.</param>
/// <param name="header">The response's header; all zero where there is none.</param>
/// <param name="pdu">The whole response; valid until this returns. Empty where there is none.</param>
/// <param name="failure">Why there is none: a <see cref="TimeoutException"/> or <see cref="SmppSessionException"/>; null where there is one.</param>
public delegate void SmppAnswered(object? state, SmppHeader header, ReadOnlySpan<byte> pdu, Exception? failure);
