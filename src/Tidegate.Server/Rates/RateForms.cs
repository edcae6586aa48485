using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidegate.Pricing;
using Tidegate.Server.Http;

namespace Tidegate.Server.Rates;

/// <summary>A row of a price list. A network or a country; a price, a cost, or both.</summary>
internal sealed record RateForm
{
    /// <summary>MCC-MNC digits.</summary>
    public string? Network { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    public string? Supplier { get; init; }

    public string? Customer { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>What the customer pays for a message part.</summary>
    public double? Price { get; init; }

    /// <summary>What the supplier takes for a message part.</summary>
    public double? Cost { get; init; }

    /// <summary>A day or a time; null for always.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>A day (to its end) or a time (not within); null without end.</summary>
    public string? ValidUntil { get; init; }

    /// <summary>The form of a rate.</summary>
    public static RateForm Of(Rate rate) => new()
    {
        Network = Stated(rate.Network),
        Country = Stated(rate.Country),
        Supplier = Stated(rate.Supplier),
        Customer = Stated(rate.Customer),
        Currency = rate.Currency,
        Price = rate.Price,
        Cost = rate.Cost,
        ValidFrom = rate.ValidFrom is { } from ? Reporting.Phrases.Rfc3339(from) : null,
        ValidUntil = rate.ValidUntil is { } until ? Reporting.Phrases.Rfc3339(until) : null,
    };

    /// <summary>The rates of a JSON body: {"rates":[...]}.</summary>
    /// <exception cref="RateException">A row will not do.</exception>
    public static IReadOnlyList<Rate> Check(JsonNode? rows)
    {
        if (rows is not JsonArray array) throw new RateException(0, "rates", Text(rows), "a list of rows");
        if (array.Count > RateRow.MostRows) throw new RateException(0, "rates", $"{array.Count} rows", $"at most {RateRow.MostRows}");
        return [.. array.Select((row, i) => Check(row, i + 1))];
    }

    private static Rate Check(JsonNode? row, int number)
    {
        if (row is not JsonObject keys) throw new RateException(number, "row", Text(row), "keys and values");
        foreach (var (key, value) in keys)
        {
            if (!RateRow.Keys.Contains(key, StringComparer.Ordinal)) throw new RateException(number, key, Text(value), "one of the keys " + string.Join(", ", RateRow.Keys));
            if (value is JsonArray or JsonObject) throw new RateException(number, key, Text(value), "a text or a number");
        }

        return RateRow.Check(number, key => Text(keys[key]));
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonArray => "a list",
        JsonObject => "an object",
        JsonValue plain when plain.TryGetValue<string>(out var text) => text,
        JsonValue plain when plain.GetValueKind() == JsonValueKind.Number && plain.TryGetValue<double>(out var number) => number.ToString("0.############", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };

    private static string? Stated(string text) => text.Length == 0 ? null : text;
}

/// <summary>A version of the price lists.</summary>
/// <param name="Version">Its number, from 1; 0 where none were set.</param>
/// <param name="Rates">Its rows.</param>
/// <param name="SetAt">When it was set; null for version 0.</param>
/// <param name="SetBy">By whom.</param>
/// <param name="Comment">Why.</param>
internal sealed record RateVersion(int Version, IReadOnlyList<RateForm> Rates, DateTimeOffset? SetAt, string SetBy, string Comment);

/// <summary>Price lists to be set: all rows, in place of those before.</summary>
internal sealed record SetRatesForm(IReadOnlyList<RateForm> Rates)
{
    public string Comment { get; init; } = "";
}
