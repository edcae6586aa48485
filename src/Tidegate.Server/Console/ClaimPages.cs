using System.Globalization;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Claims;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>/claims: money asked back from suppliers.</summary>
internal static class ClaimPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/claims", (HttpContext context) => ConsoleEndpoints.Page<ClaimsPage>(Read(context))).For(Role.Analyst);
        pages.MapPost("/claims", AskAsync).For(Role.Analyst);
        pages.MapPost("/claims/{id}", StepAsync).For(Role.Analyst);
    }

    private static ClaimsView Read(HttpContext context)
    {
        var (supplier, incident) = (context.Request.Query["supplier"].ToString(), context.Request.Query["incident"].ToString());
        return new ClaimsView
        {
            Frame = Frame.Of(context, "suppliers", "Claims"),
            Supplier = supplier,
            Incident = incident,
            Items = [.. context.RequestServices.GetRequiredService<ClaimBook>().All.Where(c => (supplier.Length == 0 || c.Supplier == supplier) && (incident.Length == 0 || c.Incidents.Contains(incident)))],
        };
    }

    private static Task<IResult> AskAsync(HttpContext context, Operators operators) => DoAsync(context, form => operators.AskClaimAsync(
        new NewClaimForm
        {
            Supplier = form["supplier"].ToString().Trim(),
            Currency = form["currency"].ToString().Trim().ToUpperInvariant(),
            Amount = Amount(form["amount"].ToString()) ?? 0,
            Incidents = RangeText.Lines(form["incidents"].ToString()),
            EvidenceSha256 = form["evidence"].ToString(),
            Comment = form["comment"].ToString(),
        },
        Caller.Of(context)));

    private static Task<IResult> StepAsync(HttpContext context, string id, Operators operators) => DoAsync(context, form => operators.AdvanceClaimAsync(
        id,
        new ClaimActionForm { Action = form["do"].ToString(), Amount = Amount(form["amount"].ToString()), EvidenceSha256 = form["evidence"].ToString() is { Length: > 0 } hash ? hash : null, Comment = form["comment"].ToString() },
        FormAnswer.SameVersion(form, "changed this claim"),
        Caller.Of(context)));

    private static Task<IResult> DoAsync(HttpContext context, Func<IFormCollection, Task<Claim>> act) => FormAnswer.OfAsync<ClaimsPage>(
        context,
        async form => Results.LocalRedirect("/claims#" + (await act(form)).Id),
        (form, problem) => Task.FromResult<object>(Read(context) with { Problem = problem, Draft = form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal) }));

    private static decimal? Amount(string text)
    {
        if (text.Trim().Length == 0) return null;
        return decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : throw ProblemException.Bad("amount", text, "an amount such as 1234.50");
    }
}

/// <summary>What the page of claims shows.</summary>
public sealed record ClaimsView
{
    /// <summary>What is around.</summary>
    public required Frame Frame { get; init; }

    /// <summary>Only on this supplier; empty for all.</summary>
    public required string Supplier { get; init; }

    /// <summary>Only about this incident; empty for all.</summary>
    public required string Incident { get; init; }

    /// <summary>The claims, newest first.</summary>
    public required IReadOnlyList<Claim> Items { get; init; }

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }

    /// <summary>The fields of a form that was sent and not done.</summary>
    public IReadOnlyDictionary<string, string> Draft { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
