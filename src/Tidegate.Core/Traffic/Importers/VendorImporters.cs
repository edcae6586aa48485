namespace Tidegate.Traffic.Importers;

/// <summary>The importers that come with Tidegate.</summary>
public static class VendorImporters
{
    /// <summary>All of them; `--format auto` takes the one that is surest of a file.</summary>
    public static IReadOnlyList<ITrafficImporter> All { get; } =
    [
        new TwilioCsvImporter(),
        new TwilioJsonImporter(),
        new TwilioEventsImporter(),
        new VonageReportImporter(json: false),
        new VonageReportImporter(json: true),
        new VonageDlrImporter(),
        new InfobipImporter(),
        new AwsImporter(),
        new SinchImporter(),
        new KannelImporter(),
        new JasminImporter(),
        new MittoImporter(),
        new MappingImporter(),
    ];
}
