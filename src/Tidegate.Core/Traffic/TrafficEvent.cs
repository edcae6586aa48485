namespace Tidegate.Traffic;

/// <summary>The three kinds of traffic event.</summary>
public enum EventKind : byte
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>A message sent to a destination.</summary>
    Submit = 1,

    /// <summary>The delivery receipt of a submission.</summary>
    Receipt = 2,

    /// <summary>The sign that the code in a submission was used (or finally was not).</summary>
    Conversion = 3,
}

/// <summary>Final state that a receipt reports. Unknown vendor states map to <see cref="Unknown"/>.</summary>
public enum ReceiptStatus : byte
{
    /// <summary>Not stated, or a vendor state that has no counterpart here.</summary>
    Unknown = 0,

    /// <summary>Delivered to the handset, as far as the supplier says.</summary>
    Delivered = 1,

    /// <summary>Could not be delivered.</summary>
    Undelivered = 2,

    /// <summary>Validity period ran out.</summary>
    Expired = 3,

    /// <summary>Refused on the way.</summary>
    Rejected = 4,
}

/// <summary>What a message is for.</summary>
public enum Category : byte
{
    /// <summary>Not stated.</summary>
    Unknown = 0,

    /// <summary>One-time code.</summary>
    Otp = 1,

    /// <summary>Transactional.</summary>
    Transactional = 2,

    /// <summary>Marketing.</summary>
    Marketing = 3,
}

/// <summary>
/// One traffic event in the fixed-size form that ingest hands to numbering and detection.
/// Strings are interned in <see cref="TrafficNames"/>; id 0 always means "not stated".
/// </summary>
public struct TrafficEvent
{
    /// <summary>Event time, Unix milliseconds, UTC.</summary>
    public long Time;

    /// <summary>XxHash3 (64 bit) of the UTF-8 message id. Ids are unique per customer.</summary>
    public ulong MessageKey;

    /// <summary>E.164 destination digits as a number (7 to 15 digits); 0 for receipts and conversions.</summary>
    public ulong Destination;

    /// <summary>Id in <see cref="TrafficNames.Customers"/>. Required for submissions, optional otherwise.</summary>
    public int Customer;

    /// <summary>Id in <see cref="TrafficNames.Senders"/>.</summary>
    public int Sender;

    /// <summary>Id in <see cref="TrafficNames.Suppliers"/>.</summary>
    public int Supplier;

    /// <summary>Id in <see cref="TrafficNames.Networks"/> (MCC-MNC digits without separator).</summary>
    public int Network;

    /// <summary>Id in <see cref="TrafficNames.ErrorCodes"/>.</summary>
    public int ErrorCode;

    /// <summary>What the customer pays for the message, all segments; NaN when not stated.</summary>
    public float Price;

    /// <summary>What the supplier takes for the message, all segments; NaN when not stated.</summary>
    public float Cost;

    /// <summary>Id in <see cref="TrafficNames.Currencies"/>.</summary>
    public ushort Currency;

    /// <summary>Number of message parts, at least 1 for submissions.</summary>
    public ushort Segments;

    /// <summary>Kind of the event.</summary>
    public EventKind Kind;

    /// <summary>Category of a submission.</summary>
    public Category Category;

    /// <summary>Status of a receipt.</summary>
    public ReceiptStatus Status;

    /// <summary>For conversions: whether the code was used.</summary>
    public bool Converted;
}
