using static Tidegate.Storage.ParquetFiles.CompactProtocol;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>A field of a structure in Parquet's footer.</summary>
/// <param name="Id">The field's number, 1 to 63.</param>
/// <param name="Name">Its name in parquet.thrift.</param>
/// <param name="Type">Its type in the compact protocol; of a list, its elements'.</param>
/// <param name="Inner">The structure it holds, if it does.</param>
internal sealed record FooterPart(int Id, string Name, int Type, FooterShape? Inner = null)
{
    /// <summary>Whether this is a list.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the field must be there.</summary>
    public bool IsNeeded { get; init; }
}

/// <summary>The structures of a Parquet file's footer (parquet.thrift of parquet-format 2.12).</summary>
internal sealed class FooterShape(string name, params FooterPart[] parts)
{
    private static readonly FooterShape Empty = new("empty structure");

    private static readonly FooterShape KeyValue = new("KeyValue", Needed(1, "key", Binary), new(2, "value", Binary));

    private static readonly FooterShape TimeUnit = new("TimeUnit", Of(1, "MILLIS", Empty), Of(2, "MICROS", Empty), Of(3, "NANOS", Empty));

    private static readonly FooterShape TimeType = new("TimeType", Needed(1, "isAdjustedToUTC", True), Of(2, "unit", TimeUnit) with { IsNeeded = true });

    private static readonly FooterShape LogicalType = new(
        "LogicalType",
        Of(1, "STRING", Empty),
        Of(2, "MAP", Empty),
        Of(3, "LIST", Empty),
        Of(4, "ENUM", Empty),
        Of(5, "DECIMAL", new FooterShape("DecimalType", Needed(1, "scale", Int), Needed(2, "precision", Int))),
        Of(6, "DATE", Empty),
        Of(7, "TIME", TimeType),
        Of(8, "TIMESTAMP", TimeType),
        Of(10, "INTEGER", new FooterShape("IntType", Needed(1, "bitWidth", CompactProtocol.Byte), Needed(2, "isSigned", True))),
        Of(11, "UNKNOWN", Empty),
        Of(12, "JSON", Empty),
        Of(13, "BSON", Empty),
        Of(14, "UUID", Empty),
        Of(15, "FLOAT16", Empty),
        Of(16, "VARIANT", new FooterShape("VariantType", new FooterPart(1, "specification_version", CompactProtocol.Byte))),
        Of(17, "GEOMETRY", new FooterShape("GeometryType", new FooterPart(1, "crs", Binary))),
        Of(18, "GEOGRAPHY", new FooterShape("GeographyType", new FooterPart(1, "crs", Binary), new FooterPart(2, "algorithm", Int))));

    private static readonly FooterShape SchemaElement = new(
        "SchemaElement",
        new(1, "type", Int),
        new(2, "type_length", Int),
        new(3, "repetition_type", Int),
        Needed(4, "name", Binary),
        new(5, "num_children", Int),
        new(6, "converted_type", Int),
        new(7, "scale", Int),
        new(8, "precision", Int),
        new(9, "field_id", Int),
        Of(10, "logicalType", LogicalType));

    private static readonly FooterShape Statistics = new(
        "Statistics",
        new(1, "max", Binary),
        new(2, "min", Binary),
        new(3, "null_count", Long),
        new(4, "distinct_count", Long),
        new(5, "max_value", Binary),
        new(6, "min_value", Binary),
        new(7, "is_max_value_exact", True),
        new(8, "is_min_value_exact", True));

    private static readonly FooterShape SizeStatistics = new(
        "SizeStatistics",
        new(1, "unencoded_byte_array_data_bytes", Long),
        ListOf(2, "repetition_level_histogram", Long),
        ListOf(3, "definition_level_histogram", Long));

    private static readonly FooterShape BoundingBox = new("BoundingBox", [.. Enumerable.Range(1, 8).Select(i => new FooterPart(i, "bound", CompactProtocol.Double))]);

    private static readonly FooterShape GeospatialStatistics = new("GeospatialStatistics", Of(1, "bbox", BoundingBox), ListOf(2, "geospatial_types", Int));

    private static readonly FooterShape PageEncodingStats = new("PageEncodingStats", Needed(1, "page_type", Int), Needed(2, "encoding", Int), Needed(3, "count", Int));

    private static readonly FooterShape ColumnMetaData = new(
        "ColumnMetaData",
        Needed(1, "type", Int),
        ListOf(2, "encodings", Int) with { IsNeeded = true },
        ListOf(3, "path_in_schema", Binary) with { IsNeeded = true },
        Needed(4, "codec", Int),
        Needed(5, "num_values", Long),
        Needed(6, "total_uncompressed_size", Long),
        Needed(7, "total_compressed_size", Long),
        ListOf(8, "key_value_metadata", Struct, KeyValue),
        Needed(9, "data_page_offset", Long),
        new(10, "index_page_offset", Long),
        new(11, "dictionary_page_offset", Long),
        Of(12, "statistics", Statistics),
        ListOf(13, "encoding_stats", Struct, PageEncodingStats),
        new(14, "bloom_filter_offset", Long),
        new(15, "bloom_filter_length", Int),
        Of(16, "size_statistics", SizeStatistics),
        Of(17, "geospatial_statistics", GeospatialStatistics));

    private static readonly FooterShape ColumnKey = new("EncryptionWithColumnKey", ListOf(1, "path_in_schema", Binary) with { IsNeeded = true }, new FooterPart(2, "key_metadata", Binary));

    private static readonly FooterShape ColumnChunk = new(
        "ColumnChunk",
        new(1, "file_path", Binary),
        new(2, "file_offset", Long),
        Of(3, "meta_data", ColumnMetaData),
        new(4, "offset_index_offset", Long),
        new(5, "offset_index_length", Int),
        new(6, "column_index_offset", Long),
        new(7, "column_index_length", Int),
        Of(8, "crypto_metadata", new FooterShape("ColumnCryptoMetaData", Of(1, "ENCRYPTION_WITH_FOOTER_KEY", Empty), Of(2, "ENCRYPTION_WITH_COLUMN_KEY", ColumnKey))),
        new(9, "encrypted_column_metadata", Binary));

    private static readonly FooterShape SortingColumn = new("SortingColumn", Needed(1, "column_idx", Int), Needed(2, "descending", True), Needed(3, "nulls_first", True));

    private static readonly FooterShape RowGroup = new(
        "RowGroup",
        ListOf(1, "columns", Struct, ColumnChunk) with { IsNeeded = true },
        Needed(2, "total_byte_size", Long),
        Needed(3, "num_rows", Long),
        ListOf(4, "sorting_columns", Struct, SortingColumn),
        new(5, "file_offset", Long),
        new(6, "total_compressed_size", Long),
        new(7, "ordinal", Short));

    private static readonly FooterShape Aes = new("encryption", new(1, "aad_prefix", Binary), new(2, "aad_file_unique", Binary), new(3, "supply_aad_prefix", True));

    /// <summary>The footer as a whole.</summary>
    public static readonly FooterShape File = new(
        "FileMetaData",
        Needed(1, "version", Int),
        ListOf(2, "schema", Struct, SchemaElement) with { IsNeeded = true },
        Needed(3, "num_rows", Long),
        ListOf(4, "row_groups", Struct, RowGroup) with { IsNeeded = true },
        ListOf(5, "key_value_metadata", Struct, KeyValue),
        new(6, "created_by", Binary),
        ListOf(7, "column_orders", Struct, new FooterShape("ColumnOrder", Of(1, "TYPE_ORDER", Empty))),
        Of(8, "encryption_algorithm", new FooterShape("EncryptionAlgorithm", Of(1, "AES_GCM_V1", Aes), Of(2, "AES_GCM_CTR_V1", Aes))),
        new(9, "footer_signing_key_metadata", Binary));

    /// <summary>The structure's name in parquet.thrift.</summary>
    public string Name => name;

    /// <summary>Its fields by number.</summary>
    public IReadOnlyList<FooterPart> Parts => parts;

    /// <summary>The field of a number, or null where the structure has none.</summary>
    public FooterPart? Find(int id) => Array.Find(parts, p => p.Id == id);

    private static FooterPart Needed(int id, string name, int type) => new(id, name, type) { IsNeeded = true };

    private static FooterPart Of(int id, string name, FooterShape inner) => new(id, name, Struct, inner);

    private static FooterPart ListOf(int id, string name, int type, FooterShape? inner = null) => new(id, name, type, inner) { IsList = true };
}
