namespace Tidegate.Traffic.Importers;

/// <summary>How the file of a generic import is written.</summary>
public enum MappingFormat : byte
{
    /// <summary>Delimited text with a header line.</summary>
    Csv = 0,

    /// <summary>JSON objects: one a line, in an array, or in an array within an object.</summary>
    Json = 1,
}

/// <summary>What a status of the export means.</summary>
public enum MappedStatus : byte
{
    /// <summary>On the way: no receipt.</summary>
    Intermediate = 0,

    /// <summary>Delivered.</summary>
    Delivered = 1,

    /// <summary>Could not be delivered.</summary>
    Undelivered = 2,

    /// <summary>Validity period ran out.</summary>
    Expired = 3,

    /// <summary>Refused on the way.</summary>
    Rejected = 4,

    /// <summary>Final, but not known.</summary>
    Unknown = 5,

    /// <summary>The record is no sent message (inbound, cancelled before sending) and is left out.</summary>
    LeaveOut = 6,
}

/// <summary>
/// How to read an export that no importer knows, one record a message or a segment. Column names are those of the
/// header (any case), or paths with dots in JSON; alternatives are separated by "|". Empty: the export has none.
/// </summary>
public sealed record ImportMapping
{
    /// <summary>CSV or JSON.</summary>
    public MappingFormat Format { get; init; } = MappingFormat.Csv;

    /// <summary>
    /// One ASCII character between fields of CSV; '\0' (the default): told from the header line. A first line "sep=;"
    /// counts above it.
    /// </summary>
    public char Delimiter { get; init; }

    /// <summary>Encoding by its IANA name ("utf-8", "windows-1252"). UTF-16 is recognised by itself.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Time zone of times that state none; null: that of <see cref="ImportOptions.TimeZone"/>.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>.NET date format ("dd.MM.yyyy HH:mm:ss"); empty: ISO 8601, RFC 2822 or Unix time, told apart by looks.</summary>
    public string TimeFormat { get; init; } = "";

    /// <summary>Decimal sign of amounts, "." or ",".</summary>
    public char DecimalSign { get; init; } = '.';

    /// <summary>
    /// True when charges are written negative: a positive price is then a credit and is not taken. False (the default):
    /// charges are positive and a negative price is not taken.
    /// </summary>
    public bool NegativePrices { get; init; }

    /// <summary>Whether price and cost are per segment, and so are multiplied by the number of segments.</summary>
    public bool PricePerSegment { get; init; }

    /// <summary>Calling code (digits) of destinations in national form; empty: that of the import's options.</summary>
    public string DefaultCountryCallingCode { get; init; } = "";

    /// <summary>Customer of every record without one; empty: that of the import's options.</summary>
    public string DefaultCustomer { get; init; } = "";

    /// <summary>Currency of records that state none (ISO 4217).</summary>
    public string DefaultCurrency { get; init; } = "";

    /// <summary>Message id. Without it ids are made from customer, destination and time.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>Time of sending; required.</summary>
    public required string Time { get; init; }

    /// <summary>Destination; required.</summary>
    public required string Destination { get; init; }

    /// <summary>Customer, account.</summary>
    public string Customer { get; init; } = "";

    /// <summary>Sender.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Supplier, route.</summary>
    public string Supplier { get; init; } = "";

    /// <summary>MCC-MNC in one column ("22201", "222-01", "222/01").</summary>
    public string Network { get; init; } = "";

    /// <summary>MCC when the network is in two columns.</summary>
    public string Mcc { get; init; } = "";

    /// <summary>MNC when the network is in two columns.</summary>
    public string Mnc { get; init; } = "";

    /// <summary>Category; see <see cref="CategoryMap"/>.</summary>
    public string Category { get; init; } = "";

    /// <summary>Number of segments.</summary>
    public string Segments { get; init; } = "";

    /// <summary>What the segments of one message share (an id or reference): makes one record a segment, joined to messages.</summary>
    public string SegmentGroup { get; init; } = "";

    /// <summary>Price the customer pays.</summary>
    public string Price { get; init; } = "";

    /// <summary>Cost the supplier takes.</summary>
    public string Cost { get; init; } = "";

    /// <summary>Currency.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Status; see <see cref="StatusMap"/>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Time of the status; without it the receipt stands at the time of sending.</summary>
    public string StatusTime { get; init; } = "";

    /// <summary>Error code.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>Whether the code was used: a value of <see cref="ConvertedValues"/> is yes, empty is nothing known, other is no.</summary>
    public string Converted { get; init; } = "";

    /// <summary>Time of the conversion; without it the time of the status, else of sending.</summary>
    public string ConversionTime { get; init; } = "";

    /// <summary>Statuses as the export writes them (any case). Others become receipts of status unknown, with a remark.</summary>
    public IReadOnlyDictionary<string, MappedStatus> StatusMap { get; init; } = new Dictionary<string, MappedStatus>();

    /// <summary>Categories as the export writes them (any case), beside otp, transactional and marketing.</summary>
    public IReadOnlyDictionary<string, Category> CategoryMap { get; init; } = new Dictionary<string, Category>();

    /// <summary>Values of <see cref="Converted"/> that mean yes (any case).</summary>
    public IReadOnlyList<string> ConvertedValues { get; init; } = ["true", "1", "yes", "y", "converted", "confirmed"];
}
