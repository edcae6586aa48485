using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>Any export, read as <see cref="ImportOptions.Mapping"/> says. Never recognised by itself.</summary>
internal sealed class MappingImporter() : VendorImporter("mapping", "mapping", "any CSV or JSON, by a mapping file")
{
    public override int Recognise(ReadOnlySpan<byte> head) => 0;

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options)
    {
        var mapping = Mapping(options);
        var encoding = EncodingNamed(mapping.Encoding);
        if (encoding is not UTF8Encoding) content = Encoding.CreateTranscodingStream(content, encoding, Encoding.UTF8);
        var window = new ByteWindow(content, report);
        if (mapping.Format == MappingFormat.Json) return new JsonFields(window, report, MappingMapper.Names(mapping), JsonFields.UsualArrays);
        if (!char.IsAscii(mapping.Delimiter) || mapping.Delimiter is '"' or '\r' or '\n') throw new ArgumentException($"Delimiter '{mapping.Delimiter}' of the mapping is not one ASCII character other than a quote or line break.", nameof(options));
        return new CsvFields(window, report, MappingMapper.Names(mapping), MappingMapper.Expected(mapping, options), (byte)mapping.Delimiter);
    }

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options)
    {
        var mapping = Mapping(options);
        var merged = options with
        {
            DefaultCustomer = mapping.DefaultCustomer.Length > 0 ? mapping.DefaultCustomer : options.DefaultCustomer,
            DefaultCountryCallingCode = mapping.DefaultCountryCallingCode.Length > 0 ? mapping.DefaultCountryCallingCode : options.DefaultCountryCallingCode,
            TimeZone = mapping.TimeZone ?? options.TimeZone,
        };
        return new MappingMapper(sink, merged, mapping);
    }

    private static ImportMapping Mapping(ImportOptions options) =>
        options.Mapping ?? throw new ArgumentException("The format \"mapping\" needs a mapping.", nameof(options));

    private static Encoding EncodingNamed(string name)
    {
        // UTF-16 is recognised before an importer sees the content, which is UTF-8 by then.
        if (name.Length == 0 || name.StartsWith("utf-", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8;
        return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
    }
}
