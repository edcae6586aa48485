using System.Globalization;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Smpp;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Smpp;

/// <summary>What the proxy has going on.</summary>
/// <param name="Listen">Where clients bind; null where there is no proxy.</param>
internal sealed record SmppView(string? Listen, IReadOnlyList<SmppSessionView> Sessions, IReadOnlyList<SmppAccountView> Accounts, IReadOnlyList<SmppUpstreamView> Upstreams);

/// <summary>One bind through the proxy.</summary>
/// <param name="Bind">transmitter, receiver or transceiver.</param>
/// <param name="Unanswered">Requests that the SMSC has not answered; at <paramref name="Window"/> the client is read no further.</param>
/// <param name="Submitted">Submissions passed on.</param>
internal sealed record SmppSessionView(string Account, string Customer, string Bind, string Address, string Upstream, DateTimeOffset Since, int Unanswered, int Window, long Submitted)
{
    /// <summary>Tells it from the others since the service began.</summary>
    public required string Id { get; init; }

    /// <summary>bound, or draining: it takes no more from the client, waits for what the SMSC has not answered, and unbinds.</summary>
    public required string State { get; init; }
}

/// <summary>All binds of one system_id, since the service began.</summary>
/// <param name="ReceivedPerSecond">Submissions received, over the last ten seconds.</param>
/// <param name="ContractedPerSecond">Null where there is no limit.</param>
/// <param name="ResponseP50Seconds">How long the SMSC takes to answer a submission; null before it has.</param>
internal sealed record SmppAccountView(
    string Account, string Customer, string Upstream, int Binds, double ReceivedPerSecond, int? ContractedPerSecond, string Block,
    long Submitted, long Blocked, long Shadowed, long Throttled, long InDoubt, long Receipts, double? ResponseP50Seconds, double? ResponseP99Seconds);

/// <summary>An SMSC.</summary>
internal sealed record SmppUpstreamView(string Upstream, string Supplier, int Binds, double? ResponseP50Seconds, double? ResponseP99Seconds);

/// <summary>/v1/smpp/sessions.</summary>
internal static class SmppEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/smpp/sessions", (HttpContext context, IServiceProvider services) => Query.AnswerAsync(context, Look(services))).For(Role.Analyst)
            .WithName("listSmppSessions").WithTags("smpp").WithSummary("Binds through the SMPP proxy, with windows, rates and response times by account and upstream.").Produces<SmppView>();
        app.MapPost("/v1/smpp/sessions/{id}/drain", (HttpContext context, string id, IServiceProvider services) => Query.AnswerAsync(context, Drain(services, id, Caller.Of(context)), StatusCodes.Status202Accepted)).For(Role.Admin)
            .WithName("drainSmppSession").WithTags("smpp").WithSummary("Ends a bind without losing anything: it takes no more from the client, waits for what the SMSC has not answered, and unbinds both sides.").Produces<SmppSessionView>(StatusCodes.Status202Accepted).ProducesProblem(404);
    }

    /// <summary>What the proxy has going on.</summary>
    public static SmppView Look(IServiceProvider services)
    {
        if (services.GetService<SmppAccounts>() is not { } accounts) return new SmppView(null, [], [], []);
        var options = services.GetRequiredService<SmppOptions>();
        var counts = services.GetRequiredService<SmppCounts>();
        var all = accounts.All.OrderBy(a => a.SystemId, StringComparer.Ordinal).ToList();
        var sessions = all.SelectMany(a => a.Sessions).OrderBy(s => s.Account.SystemId, StringComparer.Ordinal).ThenBy(s => s.Since).ToList();
        var upstreams = options.Accounts.Values.Append(options.Standard).Select(a => a.Upstream).Where(u => u.Host.Length > 0).DistinctBy(u => u.Name).OrderBy(u => u.Name, StringComparer.Ordinal);
        return new SmppView(
            services.GetRequiredService<SmppProxy>().Endpoint?.ToString(),
            [.. sessions.Select(s => View(s, options.Window))],
            [.. all.Select(View)],
            [.. upstreams.Select(u => View(u, sessions.Count(s => s.Account.Options.Upstream.Name == u.Name), counts.ResponseTimes.GetValueOrDefault(u.Name)))]);
    }

    /// <summary>Asks a bind to end.</summary>
    /// <exception cref="ProblemException">There is none of this id.</exception>
    public static SmppSessionView Drain(IServiceProvider services, string id, Caller by)
    {
        var session = services.GetService<SmppAccounts>()?.All.SelectMany(a => a.Sessions).FirstOrDefault(s => IdOf(s) == id) ?? throw ProblemException.NotFound("bind", id);
        session.Drain();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        services.GetRequiredService<LiveEngine>().Store.Change((_, _) => (0, (AuditLine?)new AuditLine(0, now, by.Name, "smpp.drain", session.Account.SystemId, null, null, "")));
        return View(session, services.GetRequiredService<SmppOptions>().Window);
    }

    private static string IdOf(ProxySession session) => session.Id.ToString(CultureInfo.InvariantCulture);

    private static SmppSessionView View(ProxySession session, int window) => new(
        session.Account.SystemId,
        session.Account.Customer,
        session.Bound switch { CommandId.BindTransmitter => "transmitter", CommandId.BindReceiver => "receiver", _ => "transceiver" },
        session.Address.ToString(),
        session.Account.Options.Upstream.Name,
        session.Since,
        session.Unanswered,
        window,
        session.Submitted.Value)
    {
        Id = IdOf(session),
        State = session.IsDraining ? "draining" : "bound",
    };

    private static SmppAccountView View(SmppAccount account) => new(
        account.SystemId,
        account.Customer,
        account.Options.Upstream.Name,
        account.Sessions.Count(),
        account.Received.Value,
        account.Options.Rate > 0 ? account.Options.Rate : null,
        account.Options.Block.ToString().ToLowerInvariant(),
        account.Submitted.Value,
        account.Blocked.Value,
        account.Shadowed.Value,
        account.Throttled.Value,
        account.InDoubt.Value,
        account.Receipts.Value,
        account.ResponseTimes.Quantile(0.5),
        account.ResponseTimes.Quantile(0.99));

    private static SmppUpstreamView View(UpstreamOptions upstream, int binds, ResponseTimes? times) =>
        new(upstream.Name, upstream.Supplier, binds, times?.Quantile(0.5), times?.Quantile(0.99));
}
