namespace Tidegate.Traffic.Importers;

/// <summary>What one record of an export says of one message; <see cref="ImportSink"/> turns it into events.</summary>
internal struct ImportedMessage
{
    /// <summary>A time that the record does not state.</summary>
    public const long NoTime = long.MinValue;

    public ImportedMessage()
    {
    }

    public ulong Key;
    public ulong Destination;
    public int Customer;
    public int Sender;
    public int Supplier;
    public int Network;
    public int ErrorCode;
    public ushort Currency;
    public int Segments;
    public Category Category;
    public float Price = float.NaN;
    public float Cost = float.NaN;

    /// <summary>When the message was sent; <see cref="NoTime"/>: the record says nothing of a submission.</summary>
    public long SubmitTime = NoTime;

    /// <summary>When the final status came; <see cref="NoTime"/>: no final status.</summary>
    public long StatusTime = NoTime;

    public ReceiptStatus Status;

    /// <summary>When the use of the code was reported; <see cref="NoTime"/>: nothing reported.</summary>
    public long ConversionTime = NoTime;

    public bool Converted;

    /// <summary>What the parts of one message share; 0 when the record is a whole message.</summary>
    public ulong PartGroup;

    /// <summary>Number of this part within its group, 1 and up; 0 when not known.</summary>
    public int Part;
}
