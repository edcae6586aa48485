using System.Globalization;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>Writes a reconciliation's rows as CSV (RFC 4180, UTF-8, CRLF): a row a range and hour, or a row a message.</summary>
public static class ReconciliationCsv
{
    /// <summary>Header of <see cref="Cell"/>.</summary>
    public static string CellHeader => "range_from,range_to,hour,currency,missing,missing_money,extra,extra_money,repeated,price_differences,price_difference_money,currency_differences\r\n";

    /// <summary>Header of <see cref="Message"/>.</summary>
    public static string MessageHeader => "kind,time,destination,customer,sender,our_amount,our_currency,their_amount,their_currency\r\n";

    /// <summary>One range in one hour, in one currency.</summary>
    public static string Cell(CellDifferences cell)
    {
        var c = cell.Counts;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cell.From},{cell.To},{Phrases.Rfc3339(cell.Hour)},{Text(cell.Currency)},{c.Missing},{c.MissingMoney},{c.Extra},{c.ExtraMoney},{c.Repeated},{c.Prices},{c.PriceMoney},{c.Currencies}\r\n");
    }

    /// <summary>One message that differs.</summary>
    /// <param name="difference">The message.</param>
    /// <param name="full">Writes the whole number; otherwise its last four digits are x.</param>
    public static string Message(Difference difference, bool full)
    {
        var number = difference.Destination.ToString(CultureInfo.InvariantCulture);
        if (!full && number.Length > 4) number = number[..^4] + "xxxx";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{difference.Kind.ToString().ToLowerInvariant()},{Phrases.Rfc3339(difference.Time)},{number},{Text(difference.Customer)},{Text(difference.Sender)},{difference.Ours},{Text(difference.OurCurrency)},{difference.Theirs},{Text(difference.TheirCurrency)}\r\n");
    }

    // As IncidentCsv: nothing that a spreadsheet would run as a formula, nor what turns text around.
    private static string Text(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n') value = "'" + value;
        value = PlainText.Of(value);
        return value.AsSpan().IndexOfAny("\",\r\n") >= 0 ? "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : value;
    }
}
