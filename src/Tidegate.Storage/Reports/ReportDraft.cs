using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>A report in the making: what there is of it soon, and how the rest is made. A person reads the one while the other is made.</summary>
/// <param name="First">The findings so far and the first table.</param>
/// <param name="Whole">Makes the rest; to be asked once, while the sums are open.</param>
internal sealed record ReportDraft(ReportDocument First, Func<ReportDocument> Whole)
{
    /// <summary>Of a report that is one table, and made at once.</summary>
    public static ReportDraft Of(ReportDocument whole) => new(whole, () => whole);
}
