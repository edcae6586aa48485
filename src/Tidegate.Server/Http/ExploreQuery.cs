using Tidegate.Server.Engine;
using Tidegate.Storage.Reports;

namespace Tidegate.Server.Http;

/// <summary>What is asked of the traffic: by the page /explore and by /v1/explore alike.</summary>
/// <param name="Since">Begin.</param>
/// <param name="Until">End, itself not part of it.</param>
/// <param name="By">What it is split by: one to three keys of <see cref="ExploreTable.Dimensions"/>.</param>
/// <param name="Only">What it is confined to.</param>
internal sealed record ExploreQuery(DateTimeOffset Since, DateTimeOffset Until, IReadOnlyList<string> By, IReadOnlyList<(string Key, string Value)> Only)
{
    private const int StandardDays = 1;
    private const int MostBy = 3;
    private const string Standard = "customer";

    /// <summary>What it can be confined to; times are by since and until.</summary>
    public static IEnumerable<string> OnlyKeys => ExploreTable.Dimensions.Select(d => d.Key).Where(k => k is not ("day" or "hour"));

    /// <summary>Reads a request's query: by=a,b or by=a&amp;by=b, only.KEY=VALUE. A range is a block.</summary>
    /// <exception cref="ProblemException">Something will not do.</exception>
    public static ExploreQuery Read(HttpRequest request, LiveEngine engine)
    {
        var (since, until) = ReportEndpoints.Period(request, engine, StandardDays);
        var keys = ExploreTable.Dimensions.Select(d => d.Key).ToList();
        var by = request.Query["by"].SelectMany(b => (b ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(Canonical).Distinct(StringComparer.Ordinal).ToList();
        if (by.Count == 0) by.Add(Standard);
        if (by.Count > MostBy || by.Exists(b => !keys.Contains(b))) throw ProblemException.Bad("query.by", request.Query["by"].ToString(), $"one to {MostBy} of " + string.Join(", ", keys));
        if (request.Query.Keys.FirstOrDefault(k => k.StartsWith("only.", StringComparison.Ordinal) && !OnlyKeys.Contains(Canonical(k["only.".Length..]))) is { } unknown)
            throw ProblemException.Bad("query." + unknown, request.Query[unknown].ToString(), "only. and one of " + string.Join(", ", OnlyKeys));
        var only = OnlyKeys.Select(k => (Key: k, Value: Query.Text(request, "only." + k) ?? (k == "block" ? Query.Text(request, "only.range") : null))).Where(o => o.Value is not null).Select(o => (o.Key, o.Value!)).ToList();
        return new ExploreQuery(since, until, by, only);
    }

    private static string Canonical(string key) => key == "range" ? "block" : key;
}
