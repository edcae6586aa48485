using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Storage.Reports;

namespace Tidegate.Server.Claims;

/// <summary>Claims as a table of a report. Each has its own currency, so amounts are figures and not money of the report.</summary>
internal static class ClaimTable
{
    /// <summary>The table.</summary>
    public static ReportSection Section(IReadOnlyList<Claim> claims) => new()
    {
        Key = "claims",
        Title = "Claims",
        Text = claims.Count == 0 ? "None is open, and none was changed in this time." : $"{Phrases.Count(claims.Count, "claim", "claims")} that are open or were changed since the time began.",
        Columns =
        [
            Col.Text("id", "Claim"), Col.Text("state", "State"), Col.Time("asked_at", "Asked at"), Col.Text("currency", "Currency"), Col.Figure("asked", "Asked"), Col.Figure("agreed", "Agreed"), Col.Figure("credited", "Credited"),
            Col.Text("incidents", "Incidents"),
        ],
        Rows = [.. claims.Select(c => (IReadOnlyList<object?>)[c.Id, c.State.ToString().ToLowerInvariant(), c.AskedAt, c.Currency, (double)c.Asked, (double?)c.Agreed, (double)c.Credited, string.Join(' ', c.Incidents)])],
    };
}
