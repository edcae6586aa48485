using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tidegate.Traffic.Importers;

/// <summary>An event as a line of Tidegate's NDJSON, with phone numbers masked.</summary>
internal static class EventText
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line.</summary>
    /// <param name="e">The event.</param>
    /// <param name="names">Names behind its ids.</param>
    /// <param name="ids">Message ids by their keys; null where they were not kept: the line then has none.</param>
    public static string Of(in TrafficEvent e, TrafficNames names, IReadOnlyDictionary<ulong, string>? ids)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Writing);
        writer.WriteStartObject();
        writer.WriteString("type", e.Kind switch { EventKind.Submit => "submit", EventKind.Receipt => "receipt", _ => "conversion" });
        writer.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(e.Time).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        if (ids is not null) writer.WriteString("message_id", ids.TryGetValue(e.MessageKey, out var id) ? Mask.Id(id) : "(made up)");
        Name(writer, "customer", names.Customers, e.Customer);
        if (e.Kind == EventKind.Submit)
        {
            Name(writer, "sender", names.Senders, e.Sender);
            writer.WriteString("destination", Mask.Numbers("+" + e.Destination.ToString(CultureInfo.InvariantCulture)));
            Name(writer, "mccmnc", names.Networks, e.Network);
            Name(writer, "supplier", names.Suppliers, e.Supplier);
            if (e.Category != Category.Unknown) writer.WriteString("category", e.Category switch { Category.Otp => "otp", Category.Marketing => "marketing", _ => "transactional" });
            writer.WriteNumber("segments", e.Segments);
            if (!float.IsNaN(e.Price)) writer.WriteNumber("price", e.Price);
            if (!float.IsNaN(e.Cost)) writer.WriteNumber("cost", e.Cost);
            Name(writer, "currency", names.Currencies, e.Currency);
        }
        else if (e.Kind == EventKind.Receipt)
        {
            Name(writer, "supplier", names.Suppliers, e.Supplier);
            writer.WriteString("status", e.Status switch
            {
                ReceiptStatus.Delivered => "delivered",
                ReceiptStatus.Undelivered => "undelivered",
                ReceiptStatus.Expired => "expired",
                ReceiptStatus.Rejected => "rejected",
                _ => "unknown",
            });
            Name(writer, "error_code", names.ErrorCodes, e.ErrorCode);
        }
        else
        {
            writer.WriteBoolean("converted", e.Converted);
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Name(Utf8JsonWriter writer, string property, NameTable table, int id)
    {
        if (id != 0) writer.WriteString(property, Mask.Numbers(table[id]));
    }
}
