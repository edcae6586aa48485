using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Http;

/// <summary>/v1/traffic.</summary>
internal static class TrafficEndpoint
{
    private const int StandardLimit = 10_000;
    private const int MostRows = 100_000;
    private static readonly Dictionary<string, int> Steps = new(StringComparer.Ordinal) { ["minute"] = 1, ["hour"] = 60, ["day"] = 24 * 60, ["all"] = 0 };

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/v1/traffic", (Delegate)AnswerAsync).For(Role.Analyst | Role.Customer)
        .WithName("getTraffic").WithTags("traffic").WithSummary("Messages, segments, money, conversions and deliveries over time, split as asked. A customer's key sees its own, without suppliers and their cost.")
        .Asks("since", "From this time on, RFC 3339; default a day before until.")
        .Asks("until", "Before this time; default now.")
        .Asks("step", "minute, hour (default), day (UTC) or all.")
        .Asks("by", "What to split by, separated by commas: customer, sender, supplier, network, block, category.")
        .Asks("customer", "Only this customer.").Asks("sender", "Only this sender ID.").Asks("supplier", "Only this supplier.")
        .Asks("network", "Only this network, MCC-MNC.").Asks("block", "Only this block: digits of the numbers but the last four.")
        .Asks("category", "Only this category: otp, transactional or marketing.")
        .Asks("limit", $"Most rows, default {StandardLimit}, at most {MostRows}.")
        .Produces<TrafficView>().ProducesProblem(400).ProducesProblem(503);

    private static async Task AnswerAsync(HttpContext context)
    {
        var engine = context.RequestServices.GetRequiredService<LiveEngine>();
        var own = Caller.Of(context).Customer;
        var (query, step) = Read(context.Request, DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now), own);
        IReadOnlyList<TrafficRow> rows;
        try
        {
            rows = engine.Sums.Rollups.Read(query);
        }
        catch (IOException e)
        {
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, e.Message, "query", context.Request.QueryString.Value ?? "", "a shorter time, a longer step or fewer things to split by");
        }

        await Query.AnswerAsync(context, new TrafficView(
            DateTimeOffset.FromUnixTimeSeconds(query.Since * 60),
            DateTimeOffset.FromUnixTimeSeconds(query.Until * 60),
            step,
            [.. rows.Take(query.Limit).Select(row => TrafficRowView.Of(row, query.By, tellsCost: own is null))],
            rows.Count > query.Limit,
            engine.Sums.Lost));
    }

    private static (TrafficQuery Query, string Step) Read(HttpRequest request, DateTimeOffset now, string? own)
    {
        var until = Query.Time(request, "until") is { } to ? Minute(to, up: true) : Minute(now, up: false) + 1;
        var since = Query.Time(request, "since") is { } from ? Minute(from, up: false) : until - (24 * 60);
        if (since >= until) throw ProblemException.Bad("query.since", Query.Text(request, "since") ?? "", "a time before until");
        var step = Query.Text(request, "step") ?? "hour";
        if (!Steps.TryGetValue(step, out var minutes)) throw ProblemException.Bad("query.step", step, "minute, hour, day or all");
        var only = Enum.GetValues<TrafficDimension>().Where(d => Allowed(d, own))
            .Select(d => (Dimension: d, Value: Query.Text(request, Wire(d)))).Where(o => o.Value is not null).Select(o => (o.Dimension, o.Value!)).ToList();
        if (own is not null && Query.Text(request, Wire(TrafficDimension.Supplier)) is { } supplier) throw ProblemException.Bad("query.supplier", supplier, "nothing: a customer's key sees no suppliers");
        if (own is not null) only.Add((TrafficDimension.Customer, own)); // another customer asked for beside it finds nothing
        var query = new TrafficQuery
        {
            Since = since,
            Until = until,
            StepMinutes = minutes,
            By = By(Query.Text(request, "by") ?? "", own),
            Only = only,
            Limit = Query.Whole(request, "limit", StandardLimit, 1, MostRows),
        };
        return (query, step);
    }

    private static List<TrafficDimension> By(string text, string? own)
    {
        var by = new List<TrafficDimension>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var known = Enum.GetValues<TrafficDimension>().Where(d => Allowed(d, own)).ToList();
            var at = known.FindIndex(d => Wire(d) == name);
            if (at < 0) throw ProblemException.Bad("query.by", name, "some of " + string.Join(", ", known.Select(Wire)));
            if (!by.Contains(known[at])) by.Add(known[at]);
        }

        return by;
    }

    // Who carries the traffic, and at what cost, is the platform's own affair.
    private static bool Allowed(TrafficDimension dimension, string? own) => own is null || dimension != TrafficDimension.Supplier;

    private static string Wire(TrafficDimension dimension) => dimension.ToString().ToLowerInvariant();

    private static long Minute(DateTimeOffset time, bool up)
    {
        var seconds = time.ToUnixTimeSeconds();
        return (up ? seconds + 59 : seconds) / 60;
    }
}
