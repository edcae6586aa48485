using Tidegate.Enforcement;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Access;
using Tidegate.Server.Console;
using Tidegate.Server.Engine;
using Tidegate.Storage.Reports;

namespace Tidegate.Server.Http;

/// <summary>/v1/reports.</summary>
internal static class ReportEndpoints
{
    private const int StandardDays = 30;

    // A report reads much, on every core that DuckDB may take (TrafficRollups): one at a time. A person who explores does not wait
    // for it: beside a report one look at the traffic may go on, of which there is one at a time too.
    private static readonly SemaphoreSlim OneReport = new(1);
    private static readonly SemaphoreSlim OneLook = new(1);

    private static readonly Dictionary<ReportFormat, (string Type, string Ending)> Types = new()
    {
        [ReportFormat.Json] = ("application/json", "json"),
        [ReportFormat.Html] = ("text/html; charset=utf-8", "html"),
        [ReportFormat.Csv] = ("text/csv; charset=utf-8", "csv"),
        [ReportFormat.Xlsx] = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        [ReportFormat.Parquet] = ("application/vnd.apache.parquet", "parquet"),
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/reports", (Delegate)ListAsync).For(Role.Analyst)
            .WithName("listReports").WithTags("reports").WithSummary("The reports that there are.").Produces<IReadOnlyList<ReportName>>();
        app.MapGet("/v1/reports/{name}", (Delegate)AnswerAsync).For(Role.Analyst)
            .WithName("getReport").WithTags("reports").WithSummary("A report over a period of the traffic that was seen.")
            .Asks("since", $"From this time on, RFC 3339; default {StandardDays} days before until.").Asks("until", "Before this time; default the end of the traffic's last day.")
            .Asks("format", "json (default), html, csv, xlsx or parquet.").Asks("section", "For csv and parquet: the one table, by its key.").Asks("network", "For comparison: MCC-MNC.")
            .Asks("part", "whole (default), or first: the findings so far and the first table, which are there sooner.")
            .Produces<ReportAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/v1/explore", (Delegate)TableAsync).For(Role.Analyst)
            .WithName("explore").WithTags("reports").WithSummary("The traffic split by up to three of its dimensions, beside the same time a week before.")
            .Asks("since", "From this time on, RFC 3339; default a day before until.").Asks("until", "Before this time; default the end of the traffic's last day.")
            .Asks("by", "Up to three of customer, sender, supplier, country, network, block (or range), category, day, hour, separated by commas.")
            .Asks("only.customer", "Only this customer.").Asks("only.sender", "Only this sender ID.").Asks("only.supplier", "Only this supplier.").Asks("only.country", "Only this country, ISO 3166.")
            .Asks("only.network", "Only this network, MCC-MNC.").Asks("only.block", "Only this block: digits of the numbers but the last four.").Asks("only.category", "Only this category: otp, transactional or marketing.").Asks("format", "json (default), html, csv, xlsx or parquet.")
            .Produces<ReportAnswer>().ProducesProblem(400).ProducesProblem(503);
    }

    private static async Task TableAsync(HttpContext context, LiveEngine engine)
    {
        var kind = Format(context.Request);
        var asked = ExploreQuery.Read(context.Request, engine);
        await SendAsync(context, (await OrUnreadableAsync(context, () => ExploreAsync(engine, asked, context.RequestAborted)))!, kind);
    }

    /// <summary>Makes a report of what the service saw; null when there is none of that name.</summary>
    /// <param name="engine">Where the sums are.</param>
    /// <param name="name">Which.</param>
    /// <param name="since">Begin of its period.</param>
    /// <param name="until">End of its period.</param>
    /// <param name="network">Network of a comparison.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">To stop.</param>
    /// <param name="first">Told the first part as soon as that is made; says whether the rest is wanted.</param>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public static async Task<ReportDocument?> MakeAsync(LiveEngine engine, string name, DateTimeOffset since, DateTimeOffset until, string? network, TimeProvider time, CancellationToken cancel, Func<ReportDocument, bool>? first = null)
    {
        var known = await KnownAsync(engine);
        var claims = new Claims.ClaimBook(engine).Totals(since, until, known.Where(i => i.First < until && i.Last >= since).Select(i => i.Id).ToHashSet(StringComparer.Ordinal));
        return await OverAsync(OneReport, engine, since, until, known, claims, source =>
        {
            var made = time.GetUtcNow();
            if (ReportCatalog.Begin(name, source, network) is not { } draft) return null;
            var soon = draft.First with { MadeAt = made };
            return first is null || first(soon) ? draft.Whole() with { MadeAt = made } : soon;
        }, cancel);
    }

    /// <summary>Risk and trend of all customers or suppliers, by name.</summary>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public static async Task<IReadOnlyDictionary<string, PartyRisk>> RisksAsync(LiveEngine engine, string kind, DateTimeOffset since, DateTimeOffset until)
    {
        var known = await KnownAsync(engine);
        return await OverAsync(OneLook, engine, since, until, known, [], source =>
        {
            var parties = PartyRecord.All(source, kind);
            var (suspect, messages) = (parties.Sum(p => p.Suspect), parties.Sum(p => p.Messages));
            return parties.ToDictionary(p => p.Party, p => p.Risk(messages > 0 ? suspect / messages : 0) switch { var (risk, low, high) => new PartyRisk((long)p.Messages, p.Before > 0 ? (p.Messages / p.Before) - 1 : null, risk, low, high) }, StringComparer.Ordinal);
        }, CancellationToken.None);
    }

    private static async Task<List<ReportIncident>> KnownAsync(LiveEngine engine)
    {
        var (known, blocks) = await engine.ReadAsync(p => (
            p.Desk.Incidents.Where(i => i.ClosedAt is null).Select(p.Desk.OutlineIncident).ToList(),
            p.Orders.Where(o => o.IncidentId is not null && IsBlock(o)).ToList()));
        var live = known.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        known.AddRange(engine.Book.Each(Book.Incident).Where(d => !live.Contains(d.Id)).Select(engine.Book.Recall<Incidents.Incident>)
            .Select(i => new Incidents.IncidentOutline(i.Id, i.CampaignId, i.FirstMessageAt, i.LastMessageAt, i.Messages, i.Cost, i.Scope)));
        var stopped = blocks.Concat(engine.Book.Each(Book.Decision).Select(engine.Book.Recall<DecisionRecord>).Select(d => d.Order).Where(o => o.IncidentId is not null && IsBlock(o)))
            .GroupBy(o => o.IncidentId!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(o => o.IssuedAt), StringComparer.Ordinal);
        return [.. known.OrderBy(i => i.Id, StringComparer.Ordinal).Select(i => new ReportIncident(i.Id, i.CampaignId, i.FirstMessageAt, i.LastMessageAt, i.Messages, i.Cost, stopped.TryGetValue(i.Id, out var at) ? Time(at) : null, i.Scope))];
    }

    /// <summary>The traffic of a time split by what is asked.</summary>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public static Task<ReportDocument?> ExploreAsync(LiveEngine engine, ExploreQuery asked, CancellationToken cancel) =>
        OverAsync<ReportDocument?>(OneLook, engine, asked.Since, asked.Until, [], [], source => ExploreTable.Make(source, asked.By, asked.Only), cancel);

    private static async Task<T> OverAsync<T>(SemaphoreSlim turn, LiveEngine engine, DateTimeOffset since, DateTimeOffset until, IReadOnlyList<ReportIncident> incidents, IReadOnlyList<SupplierClaims> claims, Func<ReportSource, T> make, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            return await Task.Run(
                () =>
                {
                    using var source = new ReportSource(engine.Sums.Rollups, since, until, incidents) { Claims = claims };
                    return make(source);
                },
                cancel);
        }
        catch (DuckDB.NET.Data.DuckDBException e)
        {
            throw new IOException("the traffic rollups cannot be read: " + e.Message, e);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The last days of the traffic.</summary>
    public static (DateTimeOffset Since, DateTimeOffset Until) LastDays(LiveEngine engine, int days)
    {
        var until = new DateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now).UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        return (until.AddDays(-days), until);
    }

    private static bool IsBlock(Order order) => order.Kind is OrderKind.AutomaticBlock or OrderKind.OperatorBlock or OrderKind.HoldBlock;

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static Task ListAsync(HttpContext context) => Query.AnswerAsync(context, ReportCatalog.All.Select(r => new ReportName(r.Name, r.Text)).ToList());

    private static async Task AnswerAsync(HttpContext context, string name, LiveEngine engine, TimeProvider time)
    {
        if (ReportCatalog.All.All(r => r.Name != name)) throw ProblemException.NotFound("report", name);
        var (kind, since, until) = Asked(context.Request, engine, StandardDays);
        var part = Query.Text(context.Request, "part") ?? "whole";
        if (part is not ("whole" or "first")) throw ProblemException.Bad("query.part", part, "whole or first");
        await SendAsync(context, (await OrUnreadableAsync(context, () => MakeAsync(engine, name, since, until, Query.Text(context.Request, "network"), time, context.RequestAborted, _ => part == "whole")))!, kind);
    }

    private static (ReportFormat Kind, DateTimeOffset Since, DateTimeOffset Until) Asked(HttpRequest request, LiveEngine engine, int days)
    {
        var kind = Format(request);
        var (since, until) = Period(request, engine, days);
        return (kind, since, until);
    }

    /// <summary>The time that a request names; default so many days up to the end of the traffic's last day.</summary>
    public static (DateTimeOffset Since, DateTimeOffset Until) Period(HttpRequest request, LiveEngine engine, int days)
    {
        var until = Query.Time(request, "until") ?? LastDays(engine, 1).Until;
        var since = Query.Time(request, "since") ?? until.AddDays(-days);
        return since < until ? (since, until) : throw ProblemException.Bad("query.since", Query.Text(request, "since") ?? "", "a time before until");
    }

    /// <summary>The form of a report that a request asks for.</summary>
    /// <exception cref="ProblemException">There is no such form.</exception>
    public static ReportFormat Format(HttpRequest request)
    {
        var format = Query.Text(request, "format") ?? "json";
        return Enum.TryParse<ReportFormat>(format, ignoreCase: true, out var kind) && Types.ContainsKey(kind) ? kind : throw ProblemException.Bad("query.format", format, "json, html, csv, xlsx or parquet");
    }

    private static async Task<ReportDocument?> OrUnreadableAsync(HttpContext context, Func<Task<ReportDocument?>> make)
    {
        try
        {
            return await make();
        }
        catch (IOException e)
        {
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, e.Message, "query", context.Request.QueryString.Value ?? "", "a shorter time");
        }
    }

    /// <summary>Answers with a report in the form that was asked for.</summary>
    public static async Task SendAsync(HttpContext context, ReportDocument document, ReportFormat kind)
    {
        var section = Query.Text(context.Request, "section");
        if (section is not null && document.Sections.All(s => s.Key != section))
            throw ProblemException.Bad("query.section", section, string.Join(", ", document.Sections.Select(s => s.Key)));
        using var content = new MemoryStream();
        await ReportFile.WriteAsync(content, document, kind, section);
        context.Response.ContentType = Types[kind].Type;
        context.Response.ContentLength = content.Length;
        if (kind is not (ReportFormat.Json or ReportFormat.Html))
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"tidegate-{document.Name}-{document.Since.UtcDateTime:yyyyMMdd}-{document.Until.UtcDateTime:yyyyMMdd}.{Types[kind].Ending}\"";
        content.Position = 0;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>A report by name.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Text">What it tells.</param>
    internal sealed record ReportName(string Name, string Text);

    /// <summary>A report as JSON, tidegate.report/1; asked for as a page, CSV, workbook or Parquet it is that file.</summary>
    /// <param name="Schema">tidegate.report/1.</param>
    /// <param name="Report">Its name.</param>
    /// <param name="Title">Its heading.</param>
    /// <param name="Since">Begin of its period.</param>
    /// <param name="Until">End of its period, itself not part of it.</param>
    /// <param name="Currency">ISO 4217 code of all money in it.</param>
    /// <param name="MadeAt">When it was made, of what was counted by then.</param>
    /// <param name="Complete">False where only the first part was asked for; else left out.</param>
    /// <param name="Findings">The most important of it.</param>
    /// <param name="Method">How it was made and what it cannot tell.</param>
    /// <param name="Sections">Its tables.</param>
    internal sealed record ReportAnswer(
        string Schema, string Report, string Title, DateTimeOffset Since, DateTimeOffset Until, string Currency, DateTimeOffset? MadeAt, bool? Complete, IReadOnlyList<string> Findings, string Method, IReadOnlyList<ReportAnswerSection> Sections);

    /// <summary>A table of a report.</summary>
    /// <param name="Key">Its name.</param>
    /// <param name="Title">Its heading.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="Rows">Its rows, by the columns' keys.</param>
    internal sealed record ReportAnswerSection(string Key, string Title, string Text, IReadOnlyList<Dictionary<string, object?>> Rows);
}
