using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Tidegate.Server.Http;

/// <summary>The fields of one report, by whatever name a vendor gives them.</summary>
internal sealed record ConversionFields
{
    public string? MessageId { get; private set; }

    public string? Customer { get; private set; }

    public string? Outcome { get; private set; }

    public string? Time { get; private set; }

    /// <summary>Takes a field; those that say nothing here are passed over.</summary>
    public void Take(string name, string value)
    {
        switch (name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant())
        {
            case "messageid" or "messagesid" or "umid" or "id":
                MessageId = value;
                break;
            case "customer":
                Customer = value;
                break;
            case "converted" or "delivered" or "outcome" or "messagefeedbackstatus" or "status" or "conversionstatus":
                Outcome = value;
                break;
            case "timestamp" or "time" or "conversiontime":
                Time = value;
                break;
        }
    }

    /// <summary>The conversion that the fields tell of.</summary>
    public Conversion ToConversion(string where) => new(
        MessageId is { Length: > 0 } id ? id : throw ProblemException.Bad(where + "message_id", "", "the id of a message (message_id, messageId, message-id, MessageSid, umid)"),
        Customer,
        Converted(where),
        Time);

    // Positive only, where nothing is stated: that is how Mitto and Infobip report.
    private bool? Converted(string where) => Outcome?.ToLowerInvariant() switch
    {
        null or "" or "true" or "1" or "confirmed" or "received" or "converted" or "success" or "approved" => true,
        "false" or "0" or "unconfirmed" or "failed" or "failure" or "not_converted" or "canceled" or "unconverted" => false,
        "resent" or "pending" => null,
        _ => throw ProblemException.Bad(where + "converted", Outcome!, "true or false, or a vendor's word for it (confirmed, RECEIVED, converted, success, FAILED...)"),
    };
}

/// <summary>Reads reports of conversions.</summary>
internal static class ConversionForms
{
    /// <summary>Reads JSON: one report, an array of reports or ids, or an object that holds such an array.</summary>
    public static void ReadJson(byte[] body, ConversionFields shared, List<Conversion> into)
    {
        using var json = JsonDocument.Parse(body);
        Read(json.RootElement, shared, into, "");
    }

    /// <summary>Reads a form, or what the query and the path alone tell.</summary>
    public static void ReadForm(string body, ConversionFields shared, List<Conversion> into)
    {
        foreach (var (name, value) in QueryHelpers.ParseQuery(body.Trim())) shared.Take(name, value.ToString());
        into.Add(shared.ToConversion(""));
    }

    private static void Read(JsonElement element, ConversionFields shared, List<Conversion> into, string where)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                var n = 0;
                foreach (var item in element.EnumerateArray()) Read(item, shared, into, $"{where}[{n++}].");
                break;
            case JsonValueKind.String:
                var alone = shared with { };
                alone.Take("message_id", Text(element, where + "message_id"));
                into.Add(alone.ToConversion(where));
                break;
            case JsonValueKind.Object:
                ReadObject(element, shared with { }, into, where);
                break;
            default:
                throw ProblemException.Bad(where + "body", element.GetRawText(), "an object, an array of objects, or an array of ids");
        }
    }

    private static void ReadObject(JsonElement element, ConversionFields fields, List<Conversion> into, string where)
    {
        JsonElement? many = null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Array) many = property.Value;
            else if (property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)) fields.Take(Name(property, where), Text(property.Value, where + Name(property, where)));
        }

        if (many is { } list && fields.MessageId is null) Read(list, fields, into, where);
        else into.Add(fields.ToConversion(where));
    }

    // JSON can write half of a surrogate pair (\ud800), which is no text.
    private static string Text(JsonElement value, string where)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            throw ProblemException.Bad(where, value.GetRawText(), "text of whole Unicode characters");
        }
    }

    private static string Name(JsonProperty property, string where)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            var raw = property.ToString();
            throw ProblemException.Bad(where + "body", raw[..Math.Min(raw.Length, 40)], "names of whole Unicode characters");
        }
    }
}
