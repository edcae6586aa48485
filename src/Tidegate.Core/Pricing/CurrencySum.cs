namespace Tidegate.Pricing;

/// <summary>Money of messages in one currency.</summary>
/// <param name="Currency">ISO 4217 code; empty for amounts that came without one.</param>
/// <param name="Money">The sum.</param>
/// <param name="Estimated">Of it, what is estimated from price lists.</param>
/// <param name="Messages">Messages that cost it.</param>
public sealed record CurrencySum(string Currency, double Money, double Estimated, long Messages)
{
    /// <summary>One sum for each currency, in the order in which they come first.</summary>
    internal static IReadOnlyList<CurrencySum> Added(IEnumerable<CurrencySum> sums) =>
        [.. sums.GroupBy(s => s.Currency, StringComparer.Ordinal).Select(g => new CurrencySum(g.Key, g.Sum(s => s.Money), g.Sum(s => s.Estimated), g.Sum(s => s.Messages)))];
}
