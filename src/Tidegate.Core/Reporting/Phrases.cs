using System.Globalization;
using Tidegate.Incidents;
using Tidegate.Pricing;

namespace Tidegate.Reporting;

/// <summary>How times, money, odds and ranges are put to a person, the same in every kind of report.</summary>
public static class Phrases
{
    private static readonly (double Size, string Name)[] Scales =
        [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];

    /// <summary>A time for machines: RFC 3339, UTC, milliseconds.</summary>
    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time for people, UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A whole number with thousands set apart.</summary>
    public static string Count(double value) =>
        double.IsFinite(value) ? (Math.Round(value) + 0.0).ToString("#,##0", CultureInfo.InvariantCulture) : "?";

    /// <summary>A count of things: "1 message", "1,234 messages".</summary>
    public static string Count(double value, string one, string many) => $"{Count(value)} {(Math.Round(value) == 1 ? one : many)}";

    /// <summary>A figure that may be small: whole from 100 on, one or two decimals below; "&lt; 0.01" for what is smaller.</summary>
    public static string Figure(double value) => Math.Abs(value) switch
    {
        >= 100 => Count(value),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        > 0 and < 0.005 => value < 0 ? "> -0.01" : "< 0.01",
        var small when double.IsFinite(small) => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => "?",
    };

    /// <summary>An amount of money with its currency, "EUR 1,234.50".</summary>
    public static string Money(double value, string currency)
    {
        var amount = double.IsFinite(value) ? value.ToString("#,##0.00", CultureInfo.InvariantCulture) : "?";
        return currency.Length == 0 ? amount : currency + " " + amount;
    }

    /// <summary>What an incident cost, each currency by itself: "EUR 12.00 + USD 3.50"; "unknown" where no message has a price.</summary>
    public static string Money(Incident incident) => Money(incident.IsCostKnown, incident.Cost, incident.Currency, incident.OtherMoney);

    /// <summary>Money in several currencies, or "unknown".</summary>
    public static string Money(bool isKnown, double value, string currency, IReadOnlyList<CurrencySum> others) =>
        isKnown ? string.Join(" + ", others.Select(sum => Money(sum.Money, sum.Currency)).Prepend(Money(value, currency))) : "unknown";

    /// <summary>What stands in a table's column of currencies beside the sum in the first of them: "EUR + USD 3.50".</summary>
    public static string Currencies(string currency, IReadOnlyList<CurrencySum>? others) => currency + string.Concat((others ?? []).Select(sum => " + " + Money(sum.Money, sum.Currency)));

    /// <summary>A share of one as per cent. Only exactly all is "100 %".</summary>
    public static string Percent(double share)
    {
        if (!double.IsFinite(share)) return "?";
        if (share < 1 && share > 0.999) return "> 99.9 %";
        var percent = share * 100;
        return percent.ToString(percent >= 99 || percent < 10 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A length of time by its two largest units, "2 h 05 min".</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "-" + Span(span.Negate()),
        { TotalSeconds: < 1 } => "under 1 s",
        { TotalMinutes: < 1 } => $"{span.Seconds} s",
        { TotalHours: < 1 } => span.Seconds == 0 ? $"{span.Minutes} min" : $"{span.Minutes} min {span.Seconds:00} s",
        { TotalDays: < 1 } => span.Minutes == 0 ? $"{span.Hours} h" : $"{span.Hours} h {span.Minutes:00} min",
        _ => span.Hours == 0 ? $"{(int)span.TotalDays} d" : $"{(int)span.TotalDays} d {span.Hours} h",
    };

    /// <summary>Natural log odds as a bet, "26 billion to 1"; from 10^15 on as a power of ten.</summary>
    public static string Odds(double logOdds)
    {
        if (!double.IsFinite(logOdds)) return "?";
        if (logOdds < 0) return "1 to " + Odds(-logOdds)[..^5];
        var tens = logOdds / Math.Log(10);
        if (tens >= 15) return $"10{Superscript((long)Math.Floor(tens))} to 1";
        var odds = Math.Exp(logOdds);
        foreach (var (size, name) in Scales)
            if (odds >= size) return $"{Figure(odds / size)} {name} to 1";
        return odds < 10 ? $"{odds:0.#} to 1" : $"{Count(odds)} to 1";
    }

    private static string Superscript(long number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    /// <summary>A rate a week as people say it: "3 a week", "one in 40 years".</summary>
    public static string Rate(double perWeek)
    {
        if (!double.IsFinite(perWeek) || perWeek < 0) return "?";
        if (perWeek >= 1) return $"{Figure(perWeek)} a week";
        var weeks = perWeek > 0 ? 1 / perWeek : double.PositiveInfinity;
        return weeks switch
        {
            < 10 => $"one in {Figure(weeks)} weeks",
            < 104 => $"one in {Figure(weeks / 4.348)} months",
            < 52.18e6 => $"one in {Count(weeks / 52.18)} years",
            _ => "less than one in a million years",
        };
    }

    /// <summary>A range as an analyst writes it: "+99450123xxxx" for a whole block, else both ends.</summary>
    public static string Range(NumberRange range)
    {
        var from = range.From.ToString(CultureInfo.InvariantCulture);
        var to = range.To.ToString(CultureInfo.InvariantCulture);
        if (range.From == range.To) return "+" + from;
        var stem = 0;
        while (stem < from.Length && stem < to.Length && from[stem] == to[stem]) stem++;
        var wholeBlock = from.Length == to.Length && from.AsSpan(stem).Trim('0').IsEmpty && to.AsSpan(stem).Trim('9').IsEmpty;
        return wholeBlock ? "+" + from[..stem] + new string('x', from.Length - stem) : $"+{from} to +{to}";
    }

    /// <summary>The first few items of a list and how many more there are.</summary>
    public static string List(IReadOnlyList<string> items, int show = 3) => items.Count <= show
        ? string.Join(", ", items)
        : string.Join(", ", items.Take(show)) + $" and {items.Count - show:#,##0} more";

    /// <summary>A scope in one line: customers, senders, suppliers, networks and ranges, or "all traffic".</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="networkName">Gives a network's name for its MCC-MNC digits; empty when it has none.</param>
    public static string Scope(Scope scope, Func<string, string> networkName)
    {
        var parts = new List<string>();
        if (scope.Customers.Count > 0) parts.Add("customer " + List(scope.Customers));
        if (scope.Senders.Count > 0) parts.Add("sender " + List(scope.Senders));
        if (scope.Suppliers.Count > 0) parts.Add("supplier " + List(scope.Suppliers));
        if (scope.Networks.Count > 0) parts.Add("network " + List([.. scope.Networks.Select(n => Network(n, networkName))]));
        if (scope.Ranges.Count > 0) parts.Add("range " + List([.. scope.Ranges.Select(Range)]));
        if (parts.Count == 0) parts.Add("all traffic");
        if (scope.ExceptKnownBefore is { } known) parts.Add($"except numbers known before {Time(known)}");
        return string.Join(" · ", parts);
    }

    /// <summary>A network with its name, "Azercell (40001)".</summary>
    public static string Network(string mccMnc, Func<string, string> networkName)
    {
        var name = networkName(mccMnc);
        return name.Length == 0 ? mccMnc : $"{name} ({mccMnc})";
    }
}
