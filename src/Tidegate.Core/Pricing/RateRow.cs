using System.Globalization;
using Tidegate.Numbering;

namespace Tidegate.Pricing;

/// <summary>Checks a row of a price list as it was written, whatever the file's format.</summary>
internal static class RateRow
{
    /// <summary>Most rows of a price list.</summary>
    public const int MostRows = 100_000;

    /// <summary>Most that a message part may cost.</summary>
    public const double MostMoney = 1e6;

    private const int LongestName = 256;
    private const int MostShown = 60;

    /// <summary>Keys of a row, which are the columns of a CSV.</summary>
    public static readonly string[] Keys = ["network", "country", "supplier", "customer", "currency", "price", "cost", "valid_from", "valid_until"];

    /// <summary>The rate of a row.</summary>
    /// <param name="row">Number of the row, from 1.</param>
    /// <param name="text">The text of a key; empty or null where it is left out.</param>
    /// <exception cref="RateException">A value will not do.</exception>
    public static Rate Check(int row, Func<string, string?> text)
    {
        string Of(string key) => text(key)?.Trim() ?? "";
        RateException Wrong(string key, string expected) => new(row, key, Of(key) is { Length: > MostShown } value ? value[..MostShown] : Of(key), expected);

        var network = Of("network").Replace("-", "", StringComparison.Ordinal);
        if (network.Length > 0 && (network.Length is not (5 or 6) || !network.All(char.IsAsciiDigit))) throw Wrong("network", "MCC-MNC, 5 or 6 digits such as 22201 or 222-01");
        var country = Of("country").ToUpperInvariant();
        if (country.Length > 0 && CountryTable.Id(country) == 0) throw Wrong("country", "a country by ISO 3166-1 alpha-2, such as IT");
        if (network.Length == 0 == (country.Length == 0)) throw Wrong("network", "a network or a country, one of the two");
        foreach (var key in (string[])["supplier", "customer"]) if (Of(key).Length > LongestName) throw Wrong(key, $"a name of at most {LongestName} characters");
        var currency = Of("currency").ToUpperInvariant();
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)) throw Wrong("currency", "a currency by ISO 4217, such as EUR");
        var (price, cost) = (Money("price"), Money("cost"));
        if (price is null && cost is null) throw Wrong("price", "a price, a cost, or both");
        var (from, until) = (Time("valid_from", end: false), Time("valid_until", end: true));
        if (from >= until) throw Wrong("valid_until", "a time after valid_from");
        return new Rate
        {
            Network = network,
            Country = country,
            Supplier = Of("supplier"),
            Customer = Of("customer"),
            Currency = currency,
            Price = price,
            Cost = cost,
            ValidFrom = from,
            ValidUntil = until,
        };

        double? Money(string key)
        {
            if (Of(key).Length == 0) return null;
            return double.TryParse(Of(key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= MostMoney
                ? value
                : throw Wrong(key, $"a number from 0 to {MostMoney:0} with a decimal point, for one message part");
        }

        // A day stated as the end is valid to its last moment, as people write price lists.
        DateTimeOffset? Time(string key, bool end)
        {
            if (Of(key).Length == 0) return null;
            if (DateTime.TryParseExact(Of(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return new DateTimeOffset(end ? day.AddDays(1) : day, TimeSpan.Zero);
            const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            return Of(key).Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(Of(key), CultureInfo.InvariantCulture, utc, out var time)
                ? time
                : throw Wrong(key, "a day such as 2026-03-01, or a time such as 2026-03-01T00:00:00Z");
        }
    }
}
