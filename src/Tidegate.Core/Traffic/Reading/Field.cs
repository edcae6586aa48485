namespace Tidegate.Traffic.Reading;

/// <summary>The fields of the event contract, by position in <see cref="FieldValues"/>.</summary>
internal enum Field : byte
{
    Type,
    Time,
    MessageId,
    Customer,
    Sender,
    Destination,
    MccMnc,
    Supplier,
    Category,
    Segments,
    Price,
    Cost,
    Currency,
    Status,
    ErrorCode,
    Converted,
    None,
}

/// <summary>The contract's names of the fields.</summary>
internal static class Fields
{
    /// <summary>Number of fields.</summary>
    public const int Count = (int)Field.None;

    private static readonly string[] Names =
    [
        "type", "time", "message_id", "customer", "sender", "destination", "mccmnc", "supplier",
        "category", "segments", "price", "cost", "currency", "status", "error_code", "converted", "(record)",
    ];

    /// <summary>The contract's name of a field.</summary>
    public static string Name(Field field) => Names[(int)field];

    /// <summary>The fields that a table of events must have columns of.</summary>
    /// <param name="typed">Whether it has a column of the type; without one every row is a submission.</param>
    /// <param name="customerKnown">Whether it is known whose rows those are that name no customer.</param>
    public static IReadOnlyList<Field> Needed(bool typed, bool customerKnown) =>
        typed ? [Field.Time, Field.MessageId]
        : customerKnown ? [Field.Time, Field.MessageId, Field.Destination]
        : [Field.Time, Field.MessageId, Field.Customer, Field.Destination];

    /// <summary>The field of an exact name; <see cref="Field.None"/> when there is none.</summary>
    public static Field Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("type"u8) => Field.Type,
        4 when name.SequenceEqual("time"u8) => Field.Time,
        4 when name.SequenceEqual("cost"u8) => Field.Cost,
        5 when name.SequenceEqual("price"u8) => Field.Price,
        6 when name.SequenceEqual("sender"u8) => Field.Sender,
        6 when name.SequenceEqual("mccmnc"u8) => Field.MccMnc,
        6 when name.SequenceEqual("status"u8) => Field.Status,
        8 when name.SequenceEqual("customer"u8) => Field.Customer,
        8 when name.SequenceEqual("supplier"u8) => Field.Supplier,
        8 when name.SequenceEqual("category"u8) => Field.Category,
        8 when name.SequenceEqual("segments"u8) => Field.Segments,
        8 when name.SequenceEqual("currency"u8) => Field.Currency,
        9 when name.SequenceEqual("converted"u8) => Field.Converted,
        10 when name.SequenceEqual("message_id"u8) => Field.MessageId,
        10 when name.SequenceEqual("error_code"u8) => Field.ErrorCode,
        11 when name.SequenceEqual("destination"u8) => Field.Destination,
        _ => Field.None,
    };
}
