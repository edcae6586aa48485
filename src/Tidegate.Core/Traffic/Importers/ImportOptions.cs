namespace Tidegate.Traffic.Importers;

/// <summary>What the user says about an export that the export does not say itself.</summary>
public sealed record ImportOptions
{
    /// <summary>Customer of records that name none; empty: such records are bad.</summary>
    public string DefaultCustomer { get; init; } = "";

    /// <summary>Country calling code (digits) for destinations in national form; empty: those are bad records.</summary>
    public string DefaultCountryCallingCode { get; init; } = "";

    /// <summary>Time zone of times that state none.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// Most records taken from one vendor's export, which is held in memory to be put in order of time: up to some
    /// 200 bytes each. What comes after is not read, and a remark says so. Of the event contract's own forms it is the most
    /// events that are held to be put in order; more are an error.
    /// </summary>
    public int MaxRecords { get; init; } = 20_000_000;

    /// <summary>Kannel's `access-log-format` string when it is not the default; empty: the default format.</summary>
    public string KannelAccessLogFormat { get; init; } = "";

    /// <summary>What this file knows together with the others of a run; null where it is read by itself.</summary>
    internal RunIds? Run { get; init; }

    /// <summary>How the generic importer ("mapping") reads a file; null when another importer is used.</summary>
    public ImportMapping? Mapping { get; init; }
}
