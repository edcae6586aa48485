namespace Tidegate.Traffic.Importers;

/// <summary>Kannel's bearerbox access log, in its default format or one given by <see cref="ImportOptions.KannelAccessLogFormat"/>.</summary>
internal sealed class KannelImporter() : VendorImporter("kannel", "kannel-access-log", "bearerbox access log, default or custom access-log-format")
{
    public override bool ReadsJson => false;

    public override int Recognise(ReadOnlySpan<byte> head) =>
        head.IsEmpty || head[0] is (byte)'{' or (byte)'[' ? 0 : Marks(head, " [SMSC:", " [SVC:", " [from:", " [to:", " [flags:", " [msg:", " [udh:");

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options)
    {
        KannelTemplate[] templates = options.KannelAccessLogFormat.Length > 0
            ? [new KannelTemplate(options.KannelAccessLogFormat)]
            : [new KannelTemplate(KannelTemplate.Default), new KannelTemplate(KannelTemplate.Older)];
        return new KannelFields(new ByteWindow(content, report), report, templates);
    }

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) =>
        new KannelMapper(sink, options, custom: options.KannelAccessLogFormat.Length > 0);
}
