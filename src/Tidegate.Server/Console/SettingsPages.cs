using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>/settings and /start.</summary>
internal static class SettingsPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings", async (HttpContext context, SettingsReader reader) => ConsoleEndpoints.Page<SettingsPage>(await reader.ReadAsync(Of(context), Caller.Of(context)))).For(Role.Analyst);
        pages.MapGet("/start", (HttpContext context) => ConsoleEndpoints.Page<StartPage>(Frame.Of(context, "settings", "First steps"))).For(Role.Analyst);
        pages.MapPost("/settings/mode", ModeAsync).For(Role.Admin);
        pages.MapPost("/settings/people", PeopleAsync).For(Role.Admin);
        pages.MapPost("/settings/keys", KeysAsync).For(Role.Admin);
        pages.MapPost("/settings/channels", ChannelsAsync).For(Role.Admin);
        pages.MapPost("/settings/mail", MailAsync).For(Role.Admin);
        pages.MapPost("/settings/retention", RetentionAsync).For(Role.Admin);
        RatePages.Map(pages);
    }

    private static Frame Of(HttpContext context) => Frame.Of(context, "settings", "Settings");

    private static Task<IResult> ModeAsync(HttpContext context, Operators operators) => ActAsync(context, async (form, by) =>
    {
        var mode = await operators.SetModeAsync(form["mode"].ToString(), FormAnswer.Why(form, "text"), by);
        return (null, $"The service now {(mode == Engine.RunMode.Enforce ? "enforces" : "monitors only")}.");
    });

    private static Task<IResult> PeopleAsync(HttpContext context, Accounts accounts, Doors doors) => ActAsync(context, (form, by) =>
    {
        var name = form["name"].ToString().Trim();
        var customer = form["customer"].ToString().Trim() is { Length: > 0 } stated ? stated : null;
        var (made, told) = form["do"].ToString() switch
        {
            "create" => (AccountEndpoints.Create(new AccountForm { Name = name, Role = form["role"].ToString(), Customer = customer }, accounts, doors, by), $"{name} may sign in."),
            "reset" => (SessionEndpoints.Tried(() => accounts.Reset(name, null, by.Name)), $"{name} has another password, and was signed out everywhere."),
            "disable" => (SessionEndpoints.Tried(() => accounts.SetDisabled(name, true, by.Name)), $"{name} may not sign in any more, and was signed out everywhere."),
            "enable" => (SessionEndpoints.Tried(() => accounts.SetDisabled(name, false, by.Name)), $"{name} may sign in again."),
            "unlock" => (SessionEndpoints.Tried(() => accounts.Unlock(name, by.Name)), $"{name} is not locked any more."),
            "drop-totp" => (SessionEndpoints.Tried(() => accounts.DropTotp(name, by.Name)), $"{name} is asked for no second factor any more."),
            var other => throw ProblemException.Bad("do", other, "create, reset, disable, enable, unlock or drop-totp"),
        };
        return Task.FromResult((made.Password is { } password ? new Secret($"Password of {made.Name}", password) : null, (string?)told));
    });

    private static Task<IResult> KeysAsync(HttpContext context, KeyRing keys, Doors doors) => ActAsync(context, (form, by) =>
    {
        var id = form["id"].ToString();
        var (secret, told) = form["do"].ToString() switch
        {
            "create" when AdminEndpoints.Create(new KeyForm { Name = form["name"].ToString().Trim(), Role = form["role"].ToString(), Customer = form["customer"].ToString().Trim() is { Length: > 0 } stated ? stated : null }, keys, doors, by) is var made
                => (new Secret($"Key {made.Name}", made.Key!), "The key works from now on."),
            "rotate" when keys.Rotate(id, AdminEndpoints.Overlap, by.Name) is { } made => (new Secret($"Key {made.Key.Name}", made.Text), "The key before it works for another 24 hours."),
            "revoke" when keys.Revoke(id, by.Name) => ((Secret?)null, "The key does not work any more."),
            "rotate" or "revoke" => throw ProblemException.NotFound("key", id),
            var other => throw ProblemException.Bad("do", other, "create, rotate or revoke"),
        };
        return Task.FromResult((secret, (string?)told));
    });

    private static Task<IResult> RetentionAsync(HttpContext context, RetentionForms forms) => ActAsync(context, async (form, by) => (null, await forms.SetAsync(form, by)));

    private static Task<IResult> MailAsync(HttpContext context, MailForms forms) => ActAsync(context, async (form, by) => (null, await forms.ActAsync(form, by, context.RequestAborted)));

    private static Task<IResult> ChannelsAsync(HttpContext context, ChannelForms forms) => ActAsync(context, (form, by) => forms.ActAsync(form, by, context.RequestAborted));

    // A secret is in the answer to the form and nowhere else, so this page is not one to be asked for again.
    private static Task<IResult> ActAsync(HttpContext context, Func<IFormCollection, Caller, Task<(Secret?, string?)>> act)
    {
        var (caller, reader) = (Caller.Of(context), context.RequestServices.GetRequiredService<SettingsReader>());
        return FormAnswer.OfAsync<SettingsPage>(
            context,
            async form =>
            {
                var (secret, told) = await act(form, caller);
                return ConsoleEndpoints.Page<SettingsPage>(await reader.ReadAsync(Of(context), caller) with { Made = secret, Told = told });
            },
            async (form, problem) => Typed(await reader.ReadAsync(Of(context), caller), context.Request.Path, form) with { Problem = problem });
    }

    private static SettingsView Typed(SettingsView view, string path, IFormCollection form) => (path, form["do"].ToString()) switch
    {
        ("/settings/channels", "save") => view with { Draft = ChannelForms.Draft(form), DraftOf = form["was"].ToString() },
        ("/settings/mail", "save") => view with { MailDraft = MailForms.Draft(form) },
        ("/settings/mail", "test") => view with { MailTestTo = form["to"].ToString() },
        _ => view,
    };
}
