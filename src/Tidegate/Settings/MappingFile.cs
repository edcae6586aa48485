using System.Text;
using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Settings;

/// <summary>Reads how to import a format of the user's own (<see cref="ImportMapping"/>) from YAML.</summary>
internal static class MappingFile
{
    private static readonly string[] Columns =
    [
        "message_id", "time", "destination", "customer", "sender", "supplier", "network", "mcc", "mnc", "category", "segments",
        "segment_group", "price", "cost", "currency", "status", "status_time", "error_code", "converted", "conversion_time",
    ];

    private static readonly string[] Keys =
    [
        "format", "delimiter", "encoding", "time_zone", "time_format", "decimal_sign", "negative_prices", "price_per_segment",
        "default_country_calling_code", "default_customer", "default_currency", "columns", "status", "category", "converted_values",
    ];

    /// <summary>Reads and checks a mapping file.</summary>
    /// <exception cref="UserErrorException">The file cannot be read, or a value is wrong.</exception>
    public static ImportMapping Read(string path) => Parse(YamlKeys.Text(path, "mapping"), path);

    /// <summary>Reads and checks the text of a mapping.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">Name of the file, for errors.</param>
    /// <exception cref="UserErrorException">A value is wrong, or time or destination are not mapped.</exception>
    public static ImportMapping Parse(string text, string file)
    {
        var keys = YamlKeys.Parse(text, file, Keys);
        var columns = keys.Section("columns", Columns);
        var mapping = new ImportMapping
        {
            Time = Needed("time"),
            Destination = Needed("destination"),
            Format = keys.One("format", MappingFormat.Csv, "csv or json", Name<MappingFormat>),
            Delimiter = keys.One("delimiter", '\0', "one ASCII character such as ';' or \"\\t\"", text => Sign(text, char.IsAscii)),
            Encoding = Encoding(),
            TimeZone = Zone(),
            TimeFormat = keys.Word("time_format"),
            DecimalSign = keys.One("decimal_sign", '.', "'.' or ','", text => Sign(text, c => c is '.' or ',')),
            NegativePrices = keys.Flag("negative_prices", false),
            PricePerSegment = keys.Flag("price_per_segment", false),
            DefaultCountryCallingCode = keys.Form("default_country_calling_code", CallingCode.Expected, CallingCode.Digits),
            DefaultCustomer = keys.Word("default_customer"),
            DefaultCurrency = keys.Word("default_currency"),
            MessageId = columns.Word("message_id"),
            Customer = columns.Word("customer"),
            Sender = columns.Word("sender"),
            Supplier = columns.Word("supplier"),
            Network = columns.Word("network"),
            Mcc = columns.Word("mcc"),
            Mnc = columns.Word("mnc"),
            Category = columns.Word("category"),
            Segments = columns.Word("segments"),
            SegmentGroup = columns.Word("segment_group"),
            Price = columns.Word("price"),
            Cost = columns.Word("cost"),
            Currency = columns.Word("currency"),
            Status = columns.Word("status"),
            StatusTime = columns.Word("status_time"),
            ErrorCode = columns.Word("error_code"),
            Converted = columns.Word("converted"),
            ConversionTime = columns.Word("conversion_time"),
            StatusMap = keys.Table("status", "intermediate, delivered, undelivered, expired, rejected, unknown or leave_out", Name<MappedStatus>),
            CategoryMap = keys.Table("category", "otp, transactional, marketing or unknown", Name<Category>),
        };
        return keys.List("converted_values", "a list of values that mean yes") is { } values ? mapping with { ConvertedValues = values } : mapping;

        string Needed(string key) => columns.Word(key) is { Length: > 0 } column ? column : throw columns.Missing(key, "the name of a column");

        string Encoding()
        {
            var name = keys.Word("encoding");
            if (name.Length == 0) return "utf-8";
            var known = CodePagesEncodingProvider.Instance.GetEncoding(name) is not null
                || System.Text.Encoding.GetEncodings().Any(info => info.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            return known ? name : throw new UserErrorException($"{file}: encoding: '{name}' is not known; expected an IANA name such as utf-8, windows-1252 or utf-16");
        }

        TimeZoneInfo? Zone()
        {
            var id = keys.Word("time_zone");
            if (id.Length == 0) return null;
            return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : throw new UserErrorException($"{file}: time_zone: '{id}' is no zone on this machine; expected an IANA name such as Europe/Rome");
        }
    }

    private static char? Sign(string text, Func<char, bool> fits) => text.Length == 1 && fits(text[0]) ? text[0] : null;

    private static T? Name<T>(string text)
        where T : struct, Enum
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        return plain.Length > 0 && char.IsAsciiLetter(plain[0]) && Enum.TryParse<T>(plain, ignoreCase: true, out var value) ? value : null;
    }
}
