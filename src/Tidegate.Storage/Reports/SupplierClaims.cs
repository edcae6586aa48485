using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Money asked back from a supplier for incidents of a time, in one currency.</summary>
/// <param name="Supplier">The supplier.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Asked">What was asked.</param>
/// <param name="Agreed">What of it the supplier has agreed to.</param>
/// <param name="Credited">What of that has been credited.</param>
internal sealed record SupplierClaims(string Supplier, string Currency, double Asked, double Agreed, double Credited)
{
    /// <summary>The scorecards with what was claimed; amounts in other currencies than the report's are left out, as all other money is.</summary>
    public static ReportSection AddTo(ReportSection section, IReadOnlyList<SupplierClaims> claims, string currency)
    {
        var own = claims.Where(c => c.Currency == currency || currency.Length == 0).ToLookup(c => c.Supplier, StringComparer.Ordinal);
        return section with
        {
            Columns = [.. section.Columns, Col.Money("claim_asked", "Asked back"), Col.Money("claim_agreed", "Agreed"), Col.Money("claim_credited", "Credited")],
            Rows = [.. section.Rows.Select(r => (IReadOnlyList<object?>)[.. r, .. Amounts([.. own[(string)r[0]!]])])],
        };
    }

    private static object?[] Amounts(IReadOnlyList<SupplierClaims> claims) =>
        claims.Count == 0 ? [null, null, null] : [claims.Sum(c => c.Asked), claims.Sum(c => c.Agreed), claims.Sum(c => c.Credited)];
}
