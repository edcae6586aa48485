using System.IO.Hashing;
using System.Text.Json;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Worlds;

/// <summary>Reads the events of a world's own file. Worlds are made by programs: a line that does not parse is an error.</summary>
internal static class EventLines
{
    public static TrafficEvent[] ReadAll(Stream stream, TrafficNames names)
    {
        var events = new List<TrafficEvent>(1 << 16);
        using var reader = new StreamReader(stream);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0) continue;
            try
            {
                events.Add(Parse(System.Text.Encoding.UTF8.GetBytes(text), names));
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                throw new InvalidDataException($"events, line {line}: {e.Message}", e);
            }
        }

        return [.. events];
    }

    private static TrafficEvent Parse(ReadOnlySpan<byte> utf8, TrafficNames names)
    {
        var json = new Utf8JsonReader(utf8);
        var e = new TrafficEvent { Price = float.NaN, Cost = float.NaN, Segments = 1 };
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            if (name.SequenceEqual("type"u8))
            {
                json.Read();
                e.Kind = json.ValueTextEquals("submit"u8) ? EventKind.Submit
                    : json.ValueTextEquals("receipt"u8) ? EventKind.Receipt : EventKind.Conversion;
            }
            else if (name.SequenceEqual("time"u8)) { json.Read(); e.Time = json.GetDateTimeOffset().ToUnixTimeMilliseconds(); }
            else if (name.SequenceEqual("message_id"u8)) { json.Read(); e.MessageKey = XxHash3.HashToUInt64(json.ValueSpan); }
            else if (name.SequenceEqual("customer"u8)) { json.Read(); e.Customer = names.Customers.Intern(json.ValueSpan); }
            else if (name.SequenceEqual("sender"u8)) { json.Read(); e.Sender = names.Senders.Intern(json.ValueSpan); }
            else if (name.SequenceEqual("destination"u8)) { json.Read(); e.Destination = ulong.Parse(json.ValueSpan[(json.ValueSpan[0] == (byte)'+' ? 1 : 0)..]); }
            else if (name.SequenceEqual("mccmnc"u8)) { json.Read(); e.Network = names.Networks.Intern(json.ValueSpan); }
            else if (name.SequenceEqual("supplier"u8)) { json.Read(); e.Supplier = names.Suppliers.Intern(json.ValueSpan); }
            else if (name.SequenceEqual("currency"u8)) { json.Read(); e.Currency = (ushort)names.Currencies.Intern(json.ValueSpan); }
            else if (name.SequenceEqual("error_code"u8)) { json.Read(); e.ErrorCode = names.ErrorCodes.Intern(json.ValueSpan); }
            else if (name.SequenceEqual("segments"u8)) { json.Read(); e.Segments = (ushort)json.GetInt32(); }
            else if (name.SequenceEqual("price"u8)) { json.Read(); e.Price = json.GetSingle(); }
            else if (name.SequenceEqual("cost"u8)) { json.Read(); e.Cost = json.GetSingle(); }
            else if (name.SequenceEqual("converted"u8)) { json.Read(); e.Converted = json.GetBoolean(); }
            else if (name.SequenceEqual("category"u8)) { json.Read(); e.Category = CategoryOf(ref json); }
            else if (name.SequenceEqual("status"u8)) { json.Read(); e.Status = StatusOf(ref json); }
            else { json.Read(); json.Skip(); }
        }

        return e;
    }

    private static Category CategoryOf(ref Utf8JsonReader json) =>
        json.ValueTextEquals("otp"u8) ? Category.Otp
        : json.ValueTextEquals("transactional"u8) ? Category.Transactional
        : json.ValueTextEquals("marketing"u8) ? Category.Marketing : Category.Unknown;

    private static ReceiptStatus StatusOf(ref Utf8JsonReader json) =>
        json.ValueTextEquals("delivered"u8) ? ReceiptStatus.Delivered
        : json.ValueTextEquals("undelivered"u8) ? ReceiptStatus.Undelivered
        : json.ValueTextEquals("expired"u8) ? ReceiptStatus.Expired
        : json.ValueTextEquals("rejected"u8) ? ReceiptStatus.Rejected : ReceiptStatus.Unknown;
}
