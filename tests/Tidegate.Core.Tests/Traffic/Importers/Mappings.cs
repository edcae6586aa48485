using Tidegate.Traffic.Importers;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Mappings as the CLI would read them from files.</summary>
internal static class Mappings
{
    /// <summary>samples/imports/mapping-example.yaml.</summary>
    public static ImportMapping German { get; } = new()
    {
        Delimiter = ';',
        Encoding = "windows-1252",
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
        TimeFormat = "dd.MM.yyyy HH:mm:ss",
        DecimalSign = ',',
        NegativePrices = true,
        DefaultCountryCallingCode = "49",
        DefaultCurrency = "EUR",
        MessageId = "Nachricht-ID",
        Time = "Zeitpunkt",
        Destination = "Empfänger",
        Sender = "Absender",
        Customer = "Kunde",
        Supplier = "Route",
        Network = "Netz",
        Segments = "Teile",
        Price = "Betrag",
        Status = "Status",
        StatusTime = "Statuszeit",
        ErrorCode = "Fehler",
        Converted = "Bestätigt",
        StatusMap = new Dictionary<string, MappedStatus>
        {
            ["zugestellt"] = MappedStatus.Delivered,
            ["abgelehnt"] = MappedStatus.Rejected,
            ["unterwegs"] = MappedStatus.Intermediate,
        },
        ConvertedValues = ["ja"],
    };
}
