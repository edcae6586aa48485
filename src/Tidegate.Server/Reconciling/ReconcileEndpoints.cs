using Tidegate.Reporting.Reconciliation;
using Tidegate.Server.Access;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Reconciling;

/// <summary>POST /v1/reconciliations.</summary>
internal static class ReconcileEndpoints
{
    private static readonly Dictionary<string, MatchBy> Matches = new(StringComparer.Ordinal) { ["auto"] = MatchBy.Auto, ["id"] = MatchBy.Id, ["contents"] = MatchBy.Contents, ["both"] = MatchBy.Both };
    private static readonly Dictionary<string, ComparedAmount> Amounts = new(StringComparer.Ordinal) { ["price"] = ComparedAmount.Price, ["cost"] = ComparedAmount.Cost };

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/v1/reconciliations", PostAsync).For(Role.Analyst)
        .WithName("reconcile").WithTags("reports").WithSummary("Holds a customer's log or a supplier's invoice file against what passed through us, as far back as the journal holds it: missing, extra, repeated, other prices, by range and hour.")
        .Takes<string>("application/octet-stream", "text/csv", "application/x-ndjson")
        .Asks("customer", "Only our messages of this customer; the file is taken for its own.").Asks("supplier", "Only our messages through this supplier.")
        .Asks("amount", "price or cost: which of our amounts is compared; left out, price, and cost where a supplier alone is named.").Asks("match", "auto (default), id, contents or both: what makes two messages the same.")
        .Asks("tolerance", "How far apart the times of the same message may be, matched by contents; 2m when left out.").Asks("filetype", "Format or vendor of the file; auto when left out.")
        .Asks("since", "Differences before this time are outside; left out, the first message that the journal holds.").Asks("until", "Differences from this time on are outside; left out, now.")
        .Asks("format", "json (default), html, csv, xlsx or parquet.").Asks("section", "For csv and parquet: the one table, by its key.")
        .Produces<ReportEndpoints.ReportAnswer>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415);

    private static async Task PostAsync(HttpContext context, JournalReconciliation reconciliation, ServeOptions options)
    {
        var form = ReportEndpoints.Format(context.Request);
        var asked = Asked(name => Query.Text(context.Request, name), "query.");
        var file = NewFile();
        try
        {
            await using (var body = new RequestBody(context, options.MaxBodyBytes))
            {
                await using var to = File.Create(file);
                await body.CopyToAsync(to, context.RequestAborted);
            }

            await ReportEndpoints.SendAsync(context, await reconciliation.MakeAsync(asked, file, context.RequestAborted), form);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A temporary file that its owner alone can read.</summary>
    public static string NewFile()
    {
        var path = Path.Combine(Path.GetTempPath(), "tidegate-reconcile-" + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows()) File.Create(path).Dispose();
        else new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
        return path;
    }

    /// <summary>What is asked for.</summary>
    /// <param name="text">Value of a field; null or empty where it is left out.</param>
    /// <param name="where">What stands before a field's name in errors.</param>
    /// <exception cref="ProblemException">A value will not do.</exception>
    public static AskedReconciliation Asked(Func<string, string?> text, string where)
    {
        string? Of(string name) => text(name) is { Length: > 0 } value ? value : null;
        T Word<T>(string name, string standard, Dictionary<string, T> words) => words.TryGetValue(Of(name) ?? standard, out var word) ? word : throw ProblemException.Bad(where + name, Of(name)!, string.Join(", ", words.Keys));
        DateTimeOffset? Time(string name) => Of(name) is not { } value ? null
            : Query.TryTime(value, out var time) ? time : throw ProblemException.Bad(where + name, value, Query.TimeExpected);
        var (customer, supplier) = (Of("customer"), Of("supplier"));
        if (customer is null && supplier is null) throw ProblemException.Bad(where + "customer", "", "a customer whose log it is, or a supplier whose invoice it is (supplier)");
        if (!Durations.TryParse(Of("tolerance") ?? "2m", out var tolerance) || tolerance < TimeSpan.Zero || tolerance > TimeSpan.FromDays(1)) throw ProblemException.Bad(where + "tolerance", Of("tolerance")!, "a length of time up to 1d, such as 90s or 2m");
        return new AskedReconciliation
        {
            Customer = customer,
            Supplier = supplier,
            Format = Of("filetype") ?? "auto",
            Options = new ReconcileOptions { Amount = Word("amount", customer is null ? "cost" : "price", Amounts), MatchBy = Word("match", "auto", Matches), Tolerance = tolerance, Since = Time("since"), Until = Time("until") },
        };
    }
}
