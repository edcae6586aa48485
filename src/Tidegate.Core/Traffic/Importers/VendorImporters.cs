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

    /// <summary>The importer that a name of a format or vendor stands for: of a vendor's, the surest of the content, else one that reads JSON or does not, as the content is.</summary>
    /// <param name="name">The name.</param>
    /// <param name="head">The head of the content.</param>
    /// <returns>Null where no importer has the name.</returns>
    internal static ITrafficImporter? Named(string name, ReadOnlySpan<byte> head)
    {
        if (All.FirstOrDefault(i => i.Format == name) is { } exact) return exact;
        var ofVendor = All.Where(i => i.Vendor == name).ToList();
        var json = head.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
        return Surest(ofVendor, head, 0) ?? ofVendor.Find(i => i is VendorImporter vendor && vendor.ReadsJson == json) ?? ofVendor.FirstOrDefault();
    }

    /// <summary>The importer that is surest of the content.</summary>
    /// <param name="importers">Those to ask.</param>
    /// <param name="head">The head of the content.</param>
    /// <param name="floor">How sure another reader is: it must be surer.</param>
    internal static ITrafficImporter? Surest(IEnumerable<ITrafficImporter> importers, ReadOnlySpan<byte> head, int floor)
    {
        ITrafficImporter? best = null;
        foreach (var importer in importers)
        {
            var confidence = importer.Recognise(head);
            if (confidence <= floor) continue;
            (floor, best) = (confidence, importer);
        }

        return best;
    }
}
