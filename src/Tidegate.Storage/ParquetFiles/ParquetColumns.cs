using Parquet.Schema;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>The event contract as Parquet columns.</summary>
internal static class ParquetColumns
{
    /// <summary>The columns that are written; other physical types are read as well.</summary>
    public static ParquetSchema Schema { get; } = new(
        Text("type"),
        new DateTimeDataField("time", DateTimeFormat.DateAndTime, isNullable: true),
        Text("message_id"),
        Text("customer"),
        Text("sender"),
        Text("destination"),
        Text("mccmnc"),
        Text("supplier"),
        Text("category"),
        new DataField<int?>("segments"),
        new DataField<float?>("price"),
        new DataField<float?>("cost"),
        Text("currency"),
        Text("status"),
        Text("error_code"),
        new DataField<bool?>("converted"));

    private static DataField<string> Text(string name) => new(name);
}
