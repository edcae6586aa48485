namespace Tidegate.Detection;

/// <summary>What is known of a submission beyond its fields.</summary>
[Flags]
internal enum MessageMarks : ushort
{
    None = 0,

    /// <summary>First submission of its customer to its destination.</summary>
    FirstSeen = 1,

    /// <summary>Its code was used.</summary>
    Converted = 2,

    /// <summary>A receipt came.</summary>
    Receipted = 4,

    /// <summary>The receipt said delivered.</summary>
    Delivered = 8,

    /// <summary>Belongs to an incident.</summary>
    Claimed = 16,

    /// <summary>A block in force covered it.</summary>
    Blocked = 32,

    /// <summary>Price is the supplier's cost, since no price was stated.</summary>
    PricedAtCost = 64,

    /// <summary>Marketing by its category: no code to enter.</summary>
    Marketing = 128,

    /// <summary>Reported as not converted.</summary>
    NotConverted = 256,

    /// <summary>No category was stated: it may be marketing.</summary>
    Uncategorised = 512,

    /// <summary>Price is from the price lists, not from the event.</summary>
    Estimated = 1024,

    /// <summary>Let through to see whether an attack still runs after its block has ended.</summary>
    Probed = 2048,

    /// <summary>Transactional by its category.</summary>
    Transactional = 4096,

    /// <summary>An alert that was answered rests on it; it was let through itself, though what came after it is <see cref="Blocked"/>.</summary>
    Answered = 8192,

    /// <summary>Neither the event nor the price lists tell its price.</summary>
    Unpriced = 16384,

    /// <summary>Its receipt was of status unknown: one that knows more counts in its place.</summary>
    Unsettled = 32768,
}

/// <summary>One submission in the hot window. 48 bytes, of which none is padding: messages are saved as they lie in memory.</summary>
internal struct Message
{
    public long Time;
    public ulong Destination;
    public int Customer;
    public int Sender;
    public int Supplier;
    public int Network;

    /// <summary>How many messages before this one the previous into the same 10,000-block came, by any customer; 0 when none did.</summary>
    public int BackInBlock;
    public float Price;
    public ushort Currency;
    public ushort ReceiptDelay;
    public MessageMarks Marks;
    public ushort Filler;

    public readonly bool Has(MessageMarks mark) => (Marks & mark) != MessageMarks.None;
}
