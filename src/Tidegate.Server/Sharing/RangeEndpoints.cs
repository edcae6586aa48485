using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Reporting.Sharing;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Sharing;

/// <summary>A prior as it weighs now.</summary>
/// <param name="Range">The numbers.</param>
/// <param name="Networks">Networks that it was seen in, MCC-MNC.</param>
/// <param name="Source">Who says so.</param>
/// <param name="FirstSeen">When it was seen first.</param>
/// <param name="LastSeen">When it was seen last.</param>
/// <param name="Confidence">How sure the source is, 0 to 100.</param>
/// <param name="ExpiresAt">When it is no longer held against the range.</param>
/// <param name="Nats">Nats that it gives to an alert now.</param>
internal sealed record PriorView(NumberRange Range, IReadOnlyList<string> Networks, string Source, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, int Confidence, DateTimeOffset ExpiresAt, double Nats)
{
    public static PriorView Of(RangePrior prior, long now) =>
        new(prior.Range, prior.Networks, prior.Source, prior.FirstSeen, prior.LastSeen, prior.Confidence, prior.ExpiresAt, Math.Round(prior.NatsAt(now), 3));
}

/// <summary>What became of a list.</summary>
/// <param name="Format">csv, stix or misp.</param>
/// <param name="Taken">Ranges taken over.</param>
/// <param name="Expired">Ranges that have expired already, and were left out.</param>
/// <param name="Sources">Who says so.</param>
/// <param name="RejectedCount">Rows or objects that cannot be taken.</param>
/// <param name="Rejected">The first of them.</param>
internal sealed record RangeImportView(string Format, int Taken, int Expired, IReadOnlyList<string> Sources, int RejectedCount, IReadOnlyList<BadRange> Rejected);

/// <summary>/v1/ranges: what others say of number ranges.</summary>
internal static class RangeEndpoints
{
    /// <summary>Largest list in bytes.</summary>
    public const int MostBytes = 32 << 20;

    /// <summary>Header that tells how many ranges an export has, and how many it leaves out and why.</summary>
    public const string SummaryHeader = "X-Tidegate-Ranges";

    private const int StandardDays = 90;
    private const int FewPlaces = 4096;

    private static readonly Dictionary<string, (string Type, string Ending, Action<Stream, IReadOnlyList<AttackedRange>, string> Write)> Forms = new(StringComparer.Ordinal)
    {
        ["csv"] = ("text/csv; charset=utf-8", "csv", RangeExport.Csv),
        ["stix"] = ("application/stix+json;version=2.1", "stix.json", RangeExport.Stix),
        ["misp"] = ("application/json", "misp.json", RangeExport.Misp),
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/ranges", (Delegate)ListAsync).For(Role.Analyst)
            .WithName("listRanges").WithTags("ranges").WithSummary("Ranges that others say were attacked or list as high-risk, with what they weigh now.")
            .Asks("source", "of this source").AsksForPage().Produces<Page<PriorView>>();
        app.MapGet("/v1/ranges/attacked", (Delegate)ExportAsync).For(Role.Analyst)
            .WithName("exportRanges").WithTags("ranges").WithSummary("Ranges that were attacked here, for others: no customer, sender or supplier is named. What was resolved as false or expected is left out.")
            .Asks("to", "csv (default), stix (a STIX 2.1 bundle) or misp (a MISP event).").Asks("name", "Who says so, in the file; tidegate when left out.")
            .Asks("days", "A range expires so many days after its last message; 30 when left out.").Asks("since", "Of incidents with messages from this time on; default 90 days before the traffic's end.").Asks("min_numbers", "Ranges of fewer numbers stay here; 10 when left out.").Asks("min_confidence", "Ranges of less confidence, 0 to 99, stay here; 50 when left out.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/stix+json", "application/json").ProducesProblem(400);
        app.MapPost("/v1/ranges", ImportAsync).For(Role.Analyst)
            .WithName("importRanges").WithTags("ranges").WithSummary("Takes a list over: CSV, a STIX 2.1 bundle or a MISP event, told by its content. Alerts in its ranges weigh more; it blocks nothing by itself.")
            .Takes<string>("text/csv", "application/json", "application/octet-stream").Asks("source", "Who says so, whatever the list says.")
            .Asks("days", "Expires so many days after a range was seen last, where the list does not say; 90 when left out.").Asks("confidence", "0 to 100, where the list does not say; 50 when left out.")
            .Produces<RangeImportView>().ProducesProblem(400).ProducesProblem(413);
        app.MapDelete("/v1/ranges/{name}", (HttpContext context, string name, Operators operators) => ForgetAsync(context, PartyName.Of(context), operators)).For(Role.Analyst)
            .WithName("forgetRanges").WithTags("ranges").WithSummary("Forgets all ranges of a source.").Asks("reason", "why").Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }

    /// <summary>Takes a list over.</summary>
    /// <exception cref="ProblemException">It is none, or too much.</exception>
    public static async Task<RangeImportView> TakeAsync(byte[] content, string? source, int days, int confidence, Operators operators, TimeProvider time, Caller by)
    {
        if (source is { Length: > 100 }) throw ProblemException.Bad("query.source", source, "a name of at most 100 characters");
        ImportedRanges read;
        try
        {
            read = RangeImport.Read(content, new RangeImportDefaults { Source = source ?? "import", SourceCounts = source is not null, Seen = time.GetUtcNow(), ValidFor = TimeSpan.FromDays(days), Confidence = confidence });
        }
        catch (FormatException e)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "this is no list of ranges: " + e.Message, "body", "", "CSV with a header, a STIX 2.1 bundle, or a MISP event");
        }

        var (taken, expired, sources) = await operators.TakeRangesAsync(read.Priors, by);
        return new RangeImportView(read.Format, taken, expired, sources, read.BadCount, read.Bad);
    }

    private static async Task ListAsync(HttpContext context, LiveEngine engine)
    {
        var source = Query.Text(context.Request, "source");
        var all = await engine.ReadAsync(p => p.Desk.Priors.All);
        var page = Page<RangePrior>.Of(source is null ? all : all.Where(p => p.Source == source), context.Request);
        await Query.AnswerAsync(context, new Page<PriorView>([.. page.Items.Select(p => PriorView.Of(p, engine.Clock.Now))], page.Total, page.Next));
    }

    private static async Task ExportAsync(HttpContext context, LiveEngine engine, Operators operators)
    {
        var request = context.Request;
        var to = Query.Text(request, "to") ?? "csv";
        if (!Forms.TryGetValue(to, out var form)) throw ProblemException.Bad("query.to", to, string.Join(", ", Forms.Keys));
        var name = Query.Text(request, "name") ?? "tidegate";
        if (name.Length > 100) throw ProblemException.Bad("query.name", name, "a name of at most 100 characters");
        var since = Query.Time(request, "since") ?? DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now).AddDays(-StandardDays);
        var limits = new SharingLimits
        {
            ValidFor = TimeSpan.FromDays(Query.Whole(request, "days", 30, 1, 3650)),
            MinNumbers = (ulong)Query.Whole(request, "min_numbers", 10, 1, int.MaxValue),
            MinConfidence = Query.Whole(request, "min_confidence", 50, 0, 99),
        };
        var incidents = (await IncidentEndpoints.AllAsync(engine)).Where(i => i.LastMessageAt >= since && operators.Notes(i.Id) is not { Resolution: "false_positive" or "expected_traffic" }).ToList();
        var report = new Reporting.ScanReport
        {
            Counts = new Reporting.ScanCounts { To = DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now) },
            Sources = [],
            Incidents = incidents,
            Decisions = await DecisionsAsync(engine, incidents),
            FeedHealth = [],
        };
        var found = AttackedRanges.Of(report, new NumberPlan(FewPlaces), limits);
        using var content = new MemoryStream();
        form.Write(content, found.Ranges, name);
        context.Response.Headers[SummaryHeader] = found.Summary;
        context.Response.ContentType = form.Type;
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"tidegate-ranges.{form.Ending}\"";
        content.Position = 0;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    // Those of detection, which know what they hit.
    private static async Task<IReadOnlyList<Decision>> DecisionsAsync(LiveEngine engine, IReadOnlyList<Incident> incidents)
    {
        var ids = incidents.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        return await engine.ReadAsync(p => p.Desk.Decisions.Where(d => ids.Contains(Desk.IncidentIdOf(p.Desk.Incidents[d.Incident]))).Select(p.Desk.DescribeDecision).ToList());
    }

    private static async Task ImportAsync(HttpContext context, Operators operators, TimeProvider time)
    {
        var days = Query.Whole(context.Request, "days", 90, 1, 3650);
        var confidence = Query.Whole(context.Request, "confidence", 50, 0, 100);
        var content = await RequestBody.ReadAllAsync(context, MostBytes);
        await Query.AnswerAsync(context, await TakeAsync(content, Query.Text(context.Request, "source"), days, confidence, operators, time, Caller.Of(context)));
    }

    private static async Task ForgetAsync(HttpContext context, string source, Operators operators)
    {
        await operators.ForgetRangesAsync(source, Query.Text(context.Request, "reason") ?? "", Caller.Of(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
