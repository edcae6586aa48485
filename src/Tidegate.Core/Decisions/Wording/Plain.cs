using System.Globalization;
using Tidegate.Incidents;
using Tidegate.Pricing;

namespace Tidegate.Decisions.Wording;

/// <summary>Numbers, times and ranges as they stand in a sentence for a customer.</summary>
internal static class Plain
{
    private static readonly (double Size, string Name)[] Scales =
        [(1e15, "a thousand trillion"), (1e12, "trillion"), (1e9, "billion"), (1e6, "million")];

    /// <summary>A count: "1,234".</summary>
    public static string Count(double value) => Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count of things: "1 message", "12 messages".</summary>
    public static string Count(double value, string one, string many) => $"{Count(value)} {(Math.Round(value) == 1 ? one : many)}";

    /// <summary>An estimate: "hardly any", "less than one", "about one", "about 2.5", "about 40", "about 1,200".</summary>
    public static string About(double value) => value switch
    {
        < 0.05 or double.NaN => "hardly any",
        < 0.75 => "less than one",
        < 1.25 => "about one",
        < 10 => "about " + (Math.Round(value * 2) / 2).ToString("0.#", CultureInfo.InvariantCulture),
        < 100 => "about " + Count(value),
        _ => "about " + Count(Rounded(value)),
    };

    /// <summary>How often: "never", "once", "twice", "5 times".</summary>
    public static string Times(double value) => Math.Round(value) switch
    {
        0 => "never",
        1 => "once",
        2 => "twice",
        _ => Count(value) + " times",
    };

    /// <summary>Odds as a rarity: "about 1 in 26 billion"; "less than 1 in a thousand trillion" from there on.</summary>
    /// <param name="logOdds">Natural logarithm of the odds.</param>
    public static string Rarity(double logOdds)
    {
        var odds = Math.Exp(Math.Min(700, logOdds));
        if (odds >= Scales[0].Size) return "less than 1 in " + Scales[0].Name;
        foreach (var (size, name) in Scales)
            if (odds >= size) return $"about 1 in {Figure(odds / size)} {name}";
        return "about 1 in " + Count(Math.Max(1, Rounded(odds)));
    }

    /// <summary>An amount of money: "EUR 687.68".</summary>
    public static string Money(double value, string currency)
    {
        var amount = value.ToString("#,0.00", CultureInfo.InvariantCulture);
        return currency.Length == 0 ? amount : $"{currency} {amount}";
    }

    /// <summary>Money in several currencies: "EUR 12.00 and USD 3.50"; empty where there is none.</summary>
    /// <param name="value">The sum in the first of them; 0 or less is left out.</param>
    /// <param name="currency">Its ISO 4217 code.</param>
    /// <param name="others">The sums in the others.</param>
    /// <param name="remark">What stands behind the first sum.</param>
    public static string Money(double value, string currency, IEnumerable<CurrencySum> others, string remark = "")
    {
        var sums = others.Select(sum => Money(sum.Money, sum.Currency));
        return string.Join(" and ", value > 0 ? sums.Prepend(Money(value, currency) + remark) : sums);
    }

    /// <summary>A time, UTC: "2026-03-03 09:35 UTC".</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How long, roughly: "19 seconds", "7 minutes", "3 hours", "2 days".</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 100 } => Count(Math.Max(1, Math.Floor(span.TotalSeconds)), "second", "seconds"),
        { TotalMinutes: < 100 } => Count(span.TotalMinutes, "minute", "minutes"),
        { TotalHours: < 48 } => Count(span.TotalHours, "hour", "hours"),
        _ => Count(span.TotalDays, "day", "days"),
    };

    /// <summary>Whether a range is one whole block that is written with "x".</summary>
    public static bool IsBlock(NumberRange range) => Stem(range) is var stem and > 0 && stem < Digits(range.From).Length;

    /// <summary>A range: "+63 908 645 xxxx" for a whole block, else both ends.</summary>
    public static string Range(NumberRange range)
    {
        var from = Digits(range.From);
        if (range.From == range.To) return Grouped(from);
        var stem = Stem(range);
        return stem > 0 ? Grouped(from[..stem]) + " " + new string('x', from.Length - stem) : $"{Grouped(from)} to {Grouped(Digits(range.To))}";
    }

    /// <summary>Names: "A", "A and B", "A, B and 3 more".</summary>
    public static string Names(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "",
        1 => names[0],
        2 => $"{names[0]} and {names[1]}",
        _ => $"{names[0]}, {names[1]} and {names.Count - 2} more",
    };

    private static string Digits(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    // Digits that all numbers of a whole block begin with; 0 when the range is not one.
    private static int Stem(NumberRange range)
    {
        var (from, to) = (Digits(range.From), Digits(range.To));
        var stem = 0;
        while (stem < from.Length && stem < to.Length && from[stem] == to[stem]) stem++;
        return from.Length == to.Length && from.AsSpan(stem).Trim('0').IsEmpty && to.AsSpan(stem).Trim('9').IsEmpty ? stem : 0;
    }

    // "+63 908 645 0000": the country's calling code, then groups of three, the last of four rather than of one.
    private static string Grouped(string digits)
    {
        var code = Math.Min(digits.Length, CallingCodeLength(digits));
        var text = "+" + digits[..code];
        for (var at = code; at < digits.Length;)
        {
            var left = digits.Length - at;
            var size = left <= 4 ? left : 3;
            text = string.Concat(text, " ", digits.AsSpan(at, size));
            at += size;
        }

        return text;
    }

    // ITU-T E.164: calling codes 1 and 7, those of two digits below, all others of three.
    private static int CallingCodeLength(string digits) => digits switch
    {
        ['1' or '7', ..] => 1,
        ['2', '0' or '7', ..] or ['3', '0' or '1' or '2' or '3' or '4' or '6' or '9', ..] => 2,
        ['4', not '2', ..] or ['5', not ('0' or '9'), ..] or ['6', not ('7' or '8' or '9'), ..] => 2,
        ['8', '1' or '2' or '4' or '6', ..] or ['9', not ('6' or '7' or '9'), ..] => 2,
        _ => 3,
    };

    private static string Figure(double value) => value < 9.95 ? value.ToString("0.#", CultureInfo.InvariantCulture) : Count(Rounded(value));

    // Two significant digits.
    private static double Rounded(double value)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, value))) - 1));
        return Math.Round(value / unit) * unit;
    }
}
