namespace Tidegate.Smpp;

/// <summary>What a PDU is: command_id of SMPP 3.4, 5.1.2.1. Others may arrive and are passed on as they are.</summary>
public enum CommandId : uint
{
    BindReceiver = 0x01,
    BindTransmitter = 0x02,
    QuerySm = 0x03,
    SubmitSm = 0x04,
    DeliverSm = 0x05,
    Unbind = 0x06,
    ReplaceSm = 0x07,
    CancelSm = 0x08,
    BindTransceiver = 0x09,
    Outbind = 0x0B,
    EnquireLink = 0x15,
    SubmitMulti = 0x21,
    AlertNotification = 0x102,
    DataSm = 0x103,
    GenericNack = 0x8000_0000,
    BindReceiverResp = 0x8000_0001,
    BindTransmitterResp = 0x8000_0002,
    QuerySmResp = 0x8000_0003,
    SubmitSmResp = 0x8000_0004,
    DeliverSmResp = 0x8000_0005,
    UnbindResp = 0x8000_0006,
    ReplaceSmResp = 0x8000_0007,
    CancelSmResp = 0x8000_0008,
    BindTransceiverResp = 0x8000_0009,
    EnquireLinkResp = 0x8000_0015,
    SubmitMultiResp = 0x8000_0021,
    DataSmResp = 0x8000_0103,
}

/// <summary>Requests and their responses.</summary>
public static class CommandIds
{
    private const uint Response = 0x8000_0000;

    /// <summary>Whether it answers a request; generic_nack does.</summary>
    public static bool IsResponse(this CommandId command) => ((uint)command & Response) != 0;

    /// <summary>The response that belongs to a request.</summary>
    public static CommandId ToResponse(this CommandId command) => (CommandId)((uint)command | Response);

    /// <summary>Whether it asks to bind.</summary>
    public static bool IsBind(this CommandId command) => command is CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver;
}
