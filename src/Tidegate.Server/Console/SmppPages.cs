using Tidegate.Server.Access;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Smpp;

namespace Tidegate.Server.Console;

/// <summary>/smpp: binds through the proxy.</summary>
internal static class SmppPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/smpp", (HttpContext context, IServiceProvider services) => ConsoleEndpoints.Page<SmppPage>(new SmppModel { Frame = Frame.Of(context, "smpp", "SMPP"), View = SmppEndpoints.Look(services) })).For(Role.Analyst);
        pages.MapPost("/smpp/{id}/drain", (HttpContext context, string id, IServiceProvider services) =>
        {
            SmppEndpoints.Drain(services, id, Caller.Of(context));
            return Results.LocalRedirect("/smpp");
        }).For(Role.Admin);
    }
}

/// <summary>Binds through the proxy on their page.</summary>
public sealed record SmppModel
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>What goes on.</summary>
    internal SmppView View { get; init; } = new(null, [], [], []);
}
