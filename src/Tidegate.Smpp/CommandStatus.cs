namespace Tidegate.Smpp;

/// <summary>Statuses that are given here: command_status of SMPP 3.4, 5.1.3. Any other value is passed on as it is.</summary>
public enum CommandStatus : uint
{
    Ok = 0x00,
    InvalidMessageLength = 0x01,
    InvalidCommandLength = 0x02,
    InvalidCommandId = 0x03,
    IncorrectBindStatus = 0x04,
    AlreadyBound = 0x05,
    SystemError = 0x08,
    InvalidSourceAddress = 0x0A,
    InvalidDestinationAddress = 0x0B,
    InvalidMessageId = 0x0C,
    BindFailed = 0x0D,
    InvalidPassword = 0x0E,
    InvalidSystemId = 0x0F,
    CancelFailed = 0x11,
    ReplaceFailed = 0x13,
    MessageQueueFull = 0x14,
    InvalidNumberOfDestinations = 0x33,

    /// <summary>Permanent with every client tried: no retry, no pause of the bind.</summary>
    SubmitFailed = 0x45,

    /// <summary>Real clients pause the whole bind for a second and retry for ever. Never for a block.</summary>
    Throttled = 0x58,

    /// <summary>The receiving side cannot take it now: it comes again.</summary>
    ReceiverTemporaryError = 0x64,
    InvalidOptionalPart = 0xC0,
    UnknownError = 0xFF,
}
