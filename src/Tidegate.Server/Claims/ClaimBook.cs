using Tidegate.Server.Engine;
using Tidegate.Storage.Reports;

namespace Tidegate.Server.Claims;

/// <summary>All claims.</summary>
internal sealed class ClaimBook(LiveEngine engine)
{
    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<Claim> All => [.. engine.Book.Each(Book.Claim).Select(engine.Book.Recall<Claim>).OrderByDescending(c => c.AskedAt).ThenByDescending(c => c.Id, StringComparer.Ordinal)];

    /// <summary>One of them; null when there is none.</summary>
    public Claim? Find(string id) => engine.Book.Find(Book.Claim, id) is { } document ? engine.Book.Recall<Claim>(document) : null;

    /// <summary>What is claimed of each supplier for a time: claims about incidents of it, and those that name none by when they were asked.</summary>
    /// <param name="since">Begin of the time.</param>
    /// <param name="until">End of the time.</param>
    /// <param name="incidents">Ids of the incidents with messages in that time.</param>
    public IReadOnlyList<SupplierClaims> Totals(DateTimeOffset since, DateTimeOffset until, IReadOnlySet<string> incidents) =>
    [
        .. All.Where(c => c.State != ClaimState.Withdrawn && (c.Incidents.Count > 0 ? c.Incidents.Any(incidents.Contains) : c.AskedAt >= since && c.AskedAt < until))
            .GroupBy(c => (c.Supplier, c.Currency))
            .Select(g => new SupplierClaims(g.Key.Supplier, g.Key.Currency, (double)g.Sum(c => c.Asked), (double)g.Sum(c => c.State is ClaimState.Agreed or ClaimState.Credited ? c.Agreed ?? 0 : 0), (double)g.Sum(c => c.Credited))),
    ];
}
