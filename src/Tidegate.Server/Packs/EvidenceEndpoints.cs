using Tidegate.Server.Access;
using Tidegate.Server.Backtests;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Privacy;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Packs;

/// <summary>/v1/incidents/{id}/evidence and /v1/evidence/key.</summary>
internal static class EvidenceEndpoints
{
    /// <summary>Header with the pack's SHA-256, which a claim keeps.</summary>
    public const string HashHeader = "Tidegate-Evidence-Sha256";

    /// <summary>Registers what makes packs, and the evidence store.</summary>
    public static void AddEvidencePacks(this IServiceCollection services, EvidenceOptions options, string data)
    {
        services.AddSingleton(options);
        var path = Path.Combine(data, "evidence.db");
        services.AddSingleton(provider => new EvidenceStore(path, EvidenceKeys.Store(data), provider.GetRequiredService<EngineOptions>().BusyTimeout));
        services.AddSingleton<EvidenceTraffic>(provider => (since, until, names, cancel) =>
        {
            var kept = options.IsOn ? provider.GetRequiredService<EvidenceStore>().Read(since.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds()) : [];
            return new JournalSource(provider.GetRequiredService<LiveEngine>(), names, provider.GetRequiredService<EngineOptions>().Detection.MaxKnownNumbers, kept, cancel);
        });

        // Their tenants agreed to it, and those who administer the installation have the key as it is.
        services.AddSingleton<MayHaveWholeNumbers>(_ => (caller, incidents) => caller.Role.HasFlag(Role.Admin) && incidents.All(i => i.Scope.Customers.Count > 0 && i.Scope.Customers.All(options.Keeps)));
        services.AddSingleton<EvidencePacks>();
        if (options.IsOn || File.Exists(path)) services.AddSingleton<IRetained, RetainedEvidence>();
        if (!options.IsOn) return;
        services.AddSingleton<EvidenceKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<EvidenceKeeper>());
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/incidents/{id}/evidence", PackAsync).For(Role.Analyst)
            .WithName("getEvidence").WithTags("incidents").WithSummary("A signed ZIP with all there is on an incident, or on its campaign, for a supplier, an operator, a regulator or a customer; 'tidegate evidence verify' checks it.")
            .Asks("of", "incident (default) or campaign.").Asks("numbers", "pseudonyms (default), or full where the evidence store is on and the role allows it.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/zip").ProducesProblem(400).ProducesProblem(404);
        app.MapGet("/v1/evidence/key", (HttpContext context, EvidencePacks packs) =>
            {
                context.Response.ContentType = "application/x-pem-file";
                return context.Response.WriteAsync(packs.PublicKey(), context.RequestAborted);
            }).For(Role.Analyst)
            .WithName("getEvidenceKey").WithTags("incidents").WithSummary("The public key that evidence packs are checked with; to be handed over by another way than the pack.").Produces<string>(StatusCodes.Status200OK, "application/x-pem-file");
    }

    private static async Task PackAsync(HttpContext context, string id, LiveEngine engine, EvidencePacks packs)
    {
        var caller = Caller.Of(context);
        var of = Query.Text(context.Request, "of") ?? "incident";
        if (of is not ("incident" or "campaign")) throw ProblemException.Bad("query.of", of, "incident or campaign");
        var numbers = Query.Text(context.Request, "numbers") ?? "pseudonyms";
        if (numbers is not ("pseudonyms" or "full")) throw ProblemException.Bad("query.numbers", numbers, "pseudonyms or full");
        var pack = await packs.MakeAsync(await IncidentEndpoints.FindAsync(engine, id, caller), of == "campaign", numbers == "full", caller, context.RequestAborted);
        var response = context.Response;
        response.ContentType = "application/zip";
        response.ContentLength = pack.Content.Length;
        response.Headers.ContentDisposition = $"attachment; filename=\"evidence-{pack.About}.zip\"";
        response.Headers[HashHeader] = pack.Sha256;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(pack.Content, context.RequestAborted);
    }
}
