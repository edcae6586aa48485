namespace Tidegate.Traffic.Writing;

/// <summary>The contract's words for enumerated values; null where nothing is stated.</summary>
internal static class ContractWords
{
    public static string Kind(EventKind kind) => kind switch
    {
        EventKind.Submit => "submit",
        EventKind.Receipt => "receipt",
        EventKind.Conversion => "conversion",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an event to write needs a kind"),
    };

    public static string? Category(Category category) => category switch
    {
        Traffic.Category.Otp => "otp",
        Traffic.Category.Transactional => "transactional",
        Traffic.Category.Marketing => "marketing",
        _ => null,
    };

    public static string? Status(in TrafficEvent traffic) => traffic.Kind != EventKind.Receipt ? null : traffic.Status switch
    {
        ReceiptStatus.Delivered => "delivered",
        ReceiptStatus.Undelivered => "undelivered",
        ReceiptStatus.Expired => "expired",
        ReceiptStatus.Rejected => "rejected",
        _ => "unknown",
    };
}
