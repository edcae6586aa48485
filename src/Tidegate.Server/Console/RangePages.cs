using Tidegate.Decisions;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Sharing;

namespace Tidegate.Server.Console;

/// <summary>/ranges: what others say of number ranges.</summary>
internal static class RangePages
{
    private const int StandardDays = 90;
    private const int StandardConfidence = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/ranges", (Delegate)ShowAsync).For(Role.Analyst);
        pages.MapPost("/ranges", ActAsync).For(Role.Analyst);
    }

    private static async Task<IResult> ShowAsync(HttpContext context) => ConsoleEndpoints.Page<RangesPage>(await ReadAsync(context));

    private static async Task<RangesView> ReadAsync(HttpContext context)
    {
        var engine = context.RequestServices.GetRequiredService<LiveEngine>();
        var now = engine.Clock.Now;
        var all = await engine.ReadAsync(p => p.Desk.Priors.All);
        return new RangesView
        {
            Frame = Frame.Of(context, "reports", "Ranges that others report"),
            Sources = [.. all.GroupBy(p => p.Source, StringComparer.Ordinal).Select(g => new RangeSource(
                g.Key, g.Count(), g.Count(p => p.NatsAt(now) > 0), g.Max(p => p.LastSeen), g.Max(p => p.ExpiresAt), g.Max(p => p.NatsAt(now))))],
        };
    }

    private static Task<IResult> ActAsync(HttpContext context, Operators operators, TimeProvider time)
    {
        var by = Caller.Of(context);
        return FormAnswer.OfAsync<RangesPage>(context, DoAsync, async (_, problem) => await ReadAsync(context) with { Problem = problem });

        async Task<IResult> DoAsync(IFormCollection form)
        {
            var source = form["source"].ToString().Trim();
            if (form["do"] == "forget")
            {
                var had = await operators.ForgetRangesAsync(source, form["text"].ToString().Trim(), by);
                return ConsoleEndpoints.Page<RangesPage>(await ReadAsync(context) with { Told = $"{Reporting.Phrases.Count(had, "range", "ranges")} of {source} forgotten." });
            }

            if (form.Files.GetFile("list") is not { Length: > 0 } list) throw ProblemException.Bad("list", "", "a file: CSV, STIX 2.1 or MISP");
            if (list.Length > RangeEndpoints.MostBytes) throw ProblemException.Bad("list", $"{list.Length} bytes", $"at most {RangeEndpoints.MostBytes}");
            using var content = new MemoryStream();
            await list.CopyToAsync(content, context.RequestAborted);
            var result = await RangeEndpoints.TakeAsync(content.ToArray(), source.Length > 0 ? source : null, StandardDays, StandardConfidence, operators, time, by);
            return ConsoleEndpoints.Page<RangesPage>(await ReadAsync(context) with
            {
                Told = $"{Reporting.Phrases.Count(result.Taken, "range", "ranges")} taken over ({result.Format}); {result.Expired} had expired, {result.RejectedCount} could not be taken.",
                Rejected = [.. result.Rejected.Select(r => $"{r.Where}: {r.Reason}")],
            });
        }
    }
}

/// <summary>What a source says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ranges">Ranges that it names.</param>
/// <param name="InForce">Those that weigh anything now.</param>
/// <param name="LastSeen">When the newest was seen.</param>
/// <param name="ExpiresAt">When the last expires.</param>
/// <param name="Nats">What the strongest gives now.</param>
public sealed record RangeSource(string Name, int Ranges, int InForce, DateTimeOffset LastSeen, DateTimeOffset ExpiresAt, double Nats);

/// <summary>What the page of ranges shows.</summary>
public sealed record RangesView
{
    /// <summary>What is around.</summary>
    public required Frame Frame { get; init; }

    /// <summary>Who says something.</summary>
    public required IReadOnlyList<RangeSource> Sources { get; init; }

    /// <summary>What was done; null for nothing.</summary>
    public string? Told { get; init; }

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }

    /// <summary>Rows that could not be taken.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];
}
