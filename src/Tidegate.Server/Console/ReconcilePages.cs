using Tidegate.Reporting.Tables;
using Tidegate.Server.Access;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;
using Tidegate.Server.Reconciling;

namespace Tidegate.Server.Console;

/// <summary>/reconcile: a customer's log or a supplier's invoice file, held against what passed through us.</summary>
internal static class ReconcilePages
{
    private static readonly string[] Fields = ["customer", "supplier", "amount", "match", "tolerance", "filetype", "since", "until"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/reconcile", (HttpContext context) => ConsoleEndpoints.Page<ReconcilePage>(new ReconcileView { Frame = Frame.Of(context, "reports", "Reconciliation") })).For(Role.Analyst);
        pages.MapPost("/reconcile", ActAsync).For(Role.Analyst);
    }

    private static async Task<IResult> ActAsync(HttpContext context, JournalReconciliation reconciliation)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var view = new ReconcileView { Frame = Frame.Of(context, "reports", "Reconciliation"), Values = Fields.ToDictionary(f => f, f => form[f].ToString().Trim(), StringComparer.Ordinal) };
        var path = ReconcileEndpoints.NewFile();
        try
        {
            if (form.Files.GetFile("file") is not { Length: > 0 } file) throw ProblemException.Bad("file", "", "a file: CSV, NDJSON, Parquet or a vendor's export");
            await using (var to = File.Create(path)) await file.CopyToAsync(to, context.RequestAborted);
            return ConsoleEndpoints.Page<ReconcilePage>(view with { Document = await reconciliation.MakeAsync(ReconcileEndpoints.Asked(name => view.Values.GetValueOrDefault(name), ""), path, context.RequestAborted) });
        }
        catch (ProblemException problem)
        {
            return ConsoleEndpoints.Page<ReconcilePage>(view with { Problem = ConsoleEndpoints.Say(problem) }, problem.Status);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

/// <summary>What the page shows.</summary>
public sealed record ReconcileView
{
    /// <summary>What is around.</summary>
    public required Frame Frame { get; init; }

    /// <summary>What was asked for.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }

    /// <summary>What was found; null where nothing was asked for.</summary>
    internal ReportDocument? Document { get; init; }

    /// <summary>A value that was asked for.</summary>
    internal string Value(string field) => Values.GetValueOrDefault(field, "");
}
