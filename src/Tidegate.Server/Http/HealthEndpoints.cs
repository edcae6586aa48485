using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Http;

/// <summary>Whether the service is ready, and what keeps it from being so.</summary>
internal sealed record Readiness(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>/health/live, /health/ready.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => "live").ForAnyone()
            .WithName("live").WithTags("health").WithSummary("Whether the process runs.").Produces<string>(StatusCodes.Status200OK, "text/plain");
        app.MapGet("/health/ready", ReadyAsync).ForAnyone()
            .WithName("ready").WithTags("health").WithSummary("Whether it takes events in, detects and decides: 503 with the reason when not.").Produces<Readiness>().Produces<Readiness>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Task ReadyAsync(HttpContext context, LiveEngine engine, LiveSettings settings)
    {
        var (ready, checks) = Look(engine, settings);
        return Query.AnswerAsync(context, new Readiness(ready ? "ready" : "not ready", checks), ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Whether it takes events in, detects and decides, and how each part does.</summary>
    public static (bool Ready, IReadOnlyDictionary<string, string> Checks) Look(LiveEngine engine, LiveSettings settings)
    {
        var health = engine.Health();
        var checks = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["journal"] = health.JournalFault ?? "writable",
            ["cases"] = health.CasesFault ?? "writable",
            ["detection"] = health.DetectionFault ?? (health.Stale ? "does not keep up" : "keeps up"),
            ["configuration"] = settings.Refused is { } refused ? "the last good one is in force: " + refused : "in force",
            ["history"] = health.DamagedEntries == 0 ? "whole" : $"{health.DamagedEntries} damaged journal entries were left out",
        };
        return (health.JournalFault is null && health.CasesFault is null && !health.Stale, checks);
    }
}
