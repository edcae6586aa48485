using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>The web console: pages rendered here from Razor components, whose forms work without script.</summary>
internal static class ConsoleEndpoints
{
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; worker-src 'self'";
    private const Role Readers = Role.Analyst | Role.Customer;

    public static void AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<NowReader>();
        services.AddSingleton<PresentCache>();
        services.AddHostedService<ConsoleWarmUp>();
        services.AddSingleton<IncidentListReader>();
        services.AddSingleton<CaseReader>();
        services.AddSingleton<DecisionReader>();
        services.AddSingleton<PolicyReader>();
        services.AddSingleton<PartyReader>();
        services.AddSingleton<PartyRisks>();
        services.AddSingleton<ReportShelf>();
        services.AddSingleton<SettingsReader>();
        services.AddSingleton<ChannelList>();
        services.AddSingleton<ChannelForms>();
        services.AddSingleton<MailForms>();
        services.AddSingleton<RetentionForms>();
        services.AddSingleton<IncidentForm>();
        services.AddSingleton<DecisionForms>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        ConsoleAssets.Map(app);
        var pages = app.MapGroup("").ExcludeFromDescription().AddEndpointFilter(GuardAsync);
        pages.MapGet("/console/away", (HttpContext _) => new RazorComponentResult<AwayPage>()).ForAnyone();
        pages.MapGet("/", NowAsync).For(Readers);
        pages.MapGet("/incidents", IncidentsAsync).For(Readers);
        pages.MapGet("/incidents/{id}", IncidentAsync).For(Readers);
        pages.MapPost("/incidents/{id}", ActAsync).For(Role.Analyst);
        pages.MapPost("/incidents/{id}/answer", AnswerAsync).For(Role.Customer);
        pages.MapGet("/decisions", DecisionsAsync).For(Readers);
        pages.MapPost("/decisions/search", SearchAsync).For(Readers);
        pages.MapPost("/decisions/{id}/lift", LiftAsync).For(Role.Analyst);
        pages.MapPost("/decisions/{id}/answer", ApproveAsync).For(Role.Analyst);
        PolicyPages.Map(pages);
        ReportPages.Map(pages);
        SchedulePages.Map(pages);
        ReconcilePages.Map(pages);
        ClaimPages.Map(pages);
        RangePages.Map(pages);
        PartyPages.Map(pages);
        SettingsPages.Map(pages);
        SmppPages.Map(pages);
        pages.MapPost("/console/theme", (Delegate)ThemeAsync).For(Readers);
    }

    // Headers of every page; forms must bring their token; what will not do is told on a page.
    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
        try
        {
            if (HttpMethods.IsPost(context.Request.Method)) await CheckFormAsync(context);
            return await next(invocation);
        }
        catch (ProblemException problem)
        {
            var parameters = new { Frame = Frame.Of(context, "", "Not done") with { Refreshes = false }, problem.Status, Text = Say(problem) };
            return new RazorComponentResult<ProblemPage>(parameters) { StatusCode = problem.Status };
        }
    }

    /// <summary>What will not do, in a sentence.</summary>
    public static string Say(ProblemException problem)
    {
        // Where a field was named is for programs; people see the field.
        var message = problem.Message.StartsWith("query.", StringComparison.Ordinal) ? problem.Message["query.".Length..] : problem.Message;
        return problem.Expected.Length == 0 ? message + "." : $"{message}. {(problem.Value.Length > 0 ? $"It was '{problem.Value}'; expected" : "Expected")}: {problem.Expected}.";
    }

    private static async Task CheckFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "this address takes forms of the console", "Content-Type", context.Request.ContentType ?? "", "application/x-www-form-urlencoded; programs use /v1");
        if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
            throw new ProblemException(StatusCodes.Status403Forbidden, "this form was too old, or not of this site; open the page again", "form", "", "the token of the page");
    }

    private static async Task<IResult> NowAsync(HttpContext context, NowReader reader) =>
        Page<NowPage>(await reader.ReadAsync(Frame.Of(context, "now", "Now"), Caller.Of(context), context.RequestAborted));

    private static async Task<IResult> IncidentsAsync(HttpContext context, IncidentListReader reader) =>
        Page<IncidentsPage>(await reader.ListAsync(Frame.Of(context, "incidents", "Incidents"), context.Request, Caller.Of(context)));

    private static async Task<IResult> IncidentAsync(HttpContext context, string id, CaseReader reader) =>
        Page<IncidentPage>(await reader.OneAsync(Frame.Of(context, "incidents", "Incident " + id), id, Caller.Of(context)));

    private static async Task<IResult> ActAsync(HttpContext context, string id, IncidentForm act, CaseReader reader)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            if (await act.ActAsync(id, form, Caller.Of(context)) is not { } look) return Results.LocalRedirect("/incidents/" + Uri.EscapeDataString(id));
            return Page<IncidentPage>(await ShownAgainAsync(look.Length > 0 ? look : null));
        }
        catch (ProblemException problem)
        {
            return Page<IncidentPage>(await ShownAgainAsync(Say(problem)), problem.Status);
        }

        async Task<IncidentCase> ShownAgainAsync(string? told) => await reader.OneAsync(Frame.Of(context, "incidents", "Incident " + id), id, Caller.Of(context), form) with { Problem = told };
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, string id, Engine.LiveEngine engine, Operators operators, CaseReader reader)
    {
        var caller = Caller.Of(context);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            if (caller.Customer is null) throw new ProblemException(StatusCodes.Status403Forbidden, "only a customer answers its incidents");
            await operators.AnswerAsync(await IncidentEndpoints.FindAsync(engine, id, caller), form["answer"].ToString(), form["text"].ToString().Trim(), caller);
            return Results.LocalRedirect("/incidents/" + Uri.EscapeDataString(id));
        }
        catch (ProblemException problem) when (problem.Status is StatusCodes.Status400BadRequest or StatusCodes.Status409Conflict)
        {
            return Page<IncidentPage>(await reader.OneAsync(Frame.Of(context, "incidents", "Incident " + id), id, caller, form) with { Problem = Say(problem), Draft = IncidentDraft.Of(form, "answer") }, problem.Status);
        }
    }

    private static async Task<IResult> DecisionsAsync(HttpContext context, DecisionReader reader) =>
        Page<DecisionsPage>(await reader.ReadAsync(Frame.Of(context, "decisions", "Decisions"), Caller.Of(context), Query.Whole(context.Request, "offset", 0, 0, int.MaxValue - DecisionReader.PageSize), null));

    // A form and not a query: phone numbers stay out of addresses, and so out of histories and logs.
    private static async Task<IResult> SearchAsync(HttpContext context, DecisionReader reader)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return Page<DecisionsPage>(await reader.ReadAsync(Frame.Of(context, "decisions", "Decisions"), Caller.Of(context), 0, form["number"].ToString().Trim()));
    }

    private static Task<IResult> LiftAsync(HttpContext context, string id, DecisionForms forms, DecisionReader reader) =>
        DecideAsync(context, reader, form => forms.ActAsync(form["do"].ToString() is { Length: > 0 } action ? action : "lift", id, form, Caller.Of(context)));

    private static Task<IResult> ApproveAsync(HttpContext context, string id, Operators operators, DecisionReader reader) =>
        DecideAsync(context, reader, form => operators.AnswerProposalAsync(id, new ApprovalAnswerForm { Answer = form["do"].ToString(), Reason = form["text"].ToString().Trim() }, Caller.Of(context)));

    private static Task<IResult> DecideAsync(HttpContext context, DecisionReader reader, Func<IFormCollection, Task> act) => FormAnswer.OfAsync<DecisionsPage>(
        context,
        async form =>
        {
            await act(form);
            return Results.LocalRedirect("/decisions");
        },
        async (_, problem) => await reader.ReadAsync(Frame.Of(context, "decisions", "Decisions"), Caller.Of(context), 0, null) with { Problem = problem });

    private static async Task<IResult> ThemeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["theme"].ToString() is not ("light" or "dark" or "auto")) throw ProblemException.Bad("theme", form["theme"].ToString(), "light, dark or auto");
        context.Response.Cookies.Append(Frame.ThemeCookie, form["theme"].ToString(), new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true });
        var back = form["back"].ToString();
        return Results.LocalRedirect(back.StartsWith('/') && (back.Length == 1 || back[1] is not ('/' or '\\')) && !back.Any(char.IsControl) ? back : "/");
    }

    /// <summary>A page.</summary>
    public static RazorComponentResult<T> Page<T>(object model, int status = StatusCodes.Status200OK)
        where T : Microsoft.AspNetCore.Components.IComponent => new(new Dictionary<string, object?> { ["Model"] = model }) { StatusCode = status };
}
