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
}
