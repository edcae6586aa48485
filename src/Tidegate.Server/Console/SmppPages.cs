using System.Globalization;
using System.Text;
using Tidegate.Server.Access;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;
using Tidegate.Server.Smpp;

namespace Tidegate.Server.Console;

/// <summary>/smpp: binds through the proxy, and captures of what goes over them.</summary>
internal static class SmppPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/smpp", (HttpContext context) => ConsoleEndpoints.Page<SmppPage>(Read(context))).For(Role.Analyst);
        pages.MapPost("/smpp/{id}/drain", (HttpContext context, string id, IServiceProvider services) =>
        {
            SmppEndpoints.Drain(services, id, Caller.Of(context));
            return Results.LocalRedirect("/smpp");
        }).For(Role.Admin);
        pages.MapPost("/smpp/captures", BeginAsync).For(Role.Admin);
        pages.MapGet("/smpp/captures/{id}", (HttpContext context, string id, IServiceProvider services) =>
        {
            var capture = SmppCaptureEndpoints.Read(services, id, Caller.Of(context));
            var text = Encoding.UTF8.GetBytes(string.Concat((capture.Lines ?? []).Select(line => line + "\n")));
            return Results.File(text, "text/plain; charset=utf-8", $"capture-{id}.txt");
        }).For(Role.Admin);
        pages.MapPost("/smpp/captures/{id}/forget", (HttpContext context, string id, IServiceProvider services) =>
        {
            SmppCaptureEndpoints.Forget(services, id, Caller.Of(context));
            return Results.LocalRedirect("/smpp");
        }).For(Role.Admin);
    }

    private static Task<IResult> BeginAsync(HttpContext context, IServiceProvider services) => FormAnswer.OfAsync<SmppPage>(
        context,
        form =>
        {
            var text = form["seconds"].ToString().Trim();
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) throw ProblemException.Bad("seconds", text, "1 to 600");
            SmppCaptureEndpoints.Begin(services, new SmppCaptureForm(form["account"].ToString().Trim(), seconds, null, FormAnswer.Why(form, "why")), Caller.Of(context));
            return Task.FromResult(Results.LocalRedirect("/smpp"));
        },
        (form, problem) => Task.FromResult<object>(Read(context) with { Problem = problem, Account = form["account"].ToString(), Seconds = form["seconds"].ToString(), Why = form["why"].ToString() }));

    private static SmppModel Read(HttpContext context) => new()
    {
        Frame = Frame.Of(context, "smpp", "SMPP"),
        View = SmppEndpoints.Look(context.RequestServices),
        Captures = SmppCaptureEndpoints.All(context.RequestServices),
    };
}

/// <summary>Binds through the proxy on their page.</summary>
public sealed record SmppModel
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>Why the form will not do, in a sentence.</summary>
    public string? Problem { get; init; }

    /// <summary>What the form has: whose binds.</summary>
    public string Account { get; init; } = "";

    /// <summary>What the form has: for how long.</summary>
    public string Seconds { get; init; } = "60";

    /// <summary>What the form has: what for.</summary>
    public string Why { get; init; } = "";

    /// <summary>What goes on.</summary>
    internal SmppView View { get; init; } = new(null, [], [], []);

    /// <summary>Captures of the last hour.</summary>
    internal IReadOnlyList<SmppCaptureView> Captures { get; init; } = [];
}
