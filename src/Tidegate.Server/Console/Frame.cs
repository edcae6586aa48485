using Microsoft.AspNetCore.Antiforgery;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Console;

/// <summary>What every page of the console shows around itself: who is there, in what mode the service is, and the token of its forms.</summary>
public sealed record Frame
{
    /// <summary>Cookie that keeps the theme.</summary>
    internal const string ThemeCookie = "tidegate_theme";

    /// <summary>Header by which the script asks again for what changed.</summary>
    internal const string RefreshHeader = "Tidegate-Refresh";

    /// <summary>Title of the page.</summary>
    public required string Title { get; init; }

    /// <summary>Which part of the console it is: now, incidents or decisions.</summary>
    public required string Part { get; init; }

    /// <summary>Name of who is there.</summary>
    public required string Who { get; init; }

    /// <summary>Their role, as a word.</summary>
    public required string Role { get; init; }

    /// <summary>The customer that they are confined to; null for all.</summary>
    public string? Customer { get; init; }

    /// <summary>Whether they may work on incidents and decisions.</summary>
    public bool MayAct { get; init; }

    /// <summary>Whether they signed in, and so can sign out.</summary>
    public bool HasSession { get; init; }

    /// <summary>Whether anyone on this machine may do anything.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether verdicts are acted on.</summary>
    public bool Enforces { get; init; }

    /// <summary>Whether there is an SMPP proxy.</summary>
    public bool HasSmpp { get; init; }

    /// <summary>light, dark, or auto for the system's.</summary>
    public required string Theme { get; init; }

    /// <summary>Address of the page within this site.</summary>
    public required string Address { get; init; }

    /// <summary>Whether the page may be asked for again by itself: not when it answers a form.</summary>
    public bool Refreshes { get; init; } = true;

    /// <summary>Whether the script asks again for what changed: forms are not part of that.</summary>
    internal bool IsRefresh { get; init; }

    /// <summary>What time it is.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Where the service was asked, for commands to copy.</summary>
    public required string Site { get; init; }

    /// <summary>Where the service keeps its data, for commands to copy; empty to a customer.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Name of the form field with the antiforgery token.</summary>
    public required string TokenField { get; init; }

    /// <summary>The antiforgery token.</summary>
    public required string Token { get; init; }

    /// <summary>The frame of a request's page. Sets the antiforgery cookie, so before the response begins.</summary>
    internal static Frame Of(HttpContext context, string part, string title)
    {
        var services = context.RequestServices;
        var caller = Caller.Of(context);
        var token = services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var request = context.Request;
        return new Frame
        {
            Title = title,
            Part = part,
            Who = caller.Name,
            Role = caller.Role.ToString().ToLowerInvariant(),
            Customer = caller.Customer,
            MayAct = (caller.Role & (Access.Role.Analyst | Access.Role.Admin)) != Access.Role.None,
            HasSession = caller.Via == Entry.Session,
            IsOpen = services.GetRequiredService<Doors>().AreOpen,
            Enforces = services.GetRequiredService<LiveEngine>().Mode == RunMode.Enforce,
            HasSmpp = caller.Customer is null && services.GetService<Smpp.SmppAccounts>() is not null,
            Theme = request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie]! : "auto",
            Address = request.Path + request.QueryString,
            Refreshes = HttpMethods.IsGet(request.Method),
            IsRefresh = request.Headers.ContainsKey(RefreshHeader),
            Site = $"{request.Scheme}://{request.Host}",
            DataDirectory = caller.Customer is null ? Path.GetFullPath(services.GetRequiredService<EngineOptions>().Data) : "",
            At = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            TokenField = token.FormFieldName,
            Token = token.RequestToken!,
        };
    }
}
