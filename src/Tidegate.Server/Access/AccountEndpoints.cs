using Tidegate.Server.Http;

namespace Tidegate.Server.Access;

/// <summary>An account to be made.</summary>
internal sealed record AccountForm
{
    public string Name { get; init; } = "";

    /// <summary>analyst, customer or admin.</summary>
    public string Role { get; init; } = "";

    /// <summary>The customer that it is bound to; needed for the role customer.</summary>
    public string? Customer { get; init; }

    /// <summary>Left out: one is generated, and shown once.</summary>
    public string? Password { get; init; }
}

/// <summary>What of an account is to change; what is left out stays.</summary>
internal sealed record AccountChangeForm
{
    public string? Role { get; init; }

    public string? Customer { get; init; }

    public bool? Disabled { get; init; }
}

/// <summary>A password to be set by an administrator.</summary>
internal sealed record ResetForm
{
    /// <summary>Left out: one is generated, and shown once.</summary>
    public string? Password { get; init; }
}

/// <summary>/v1/accounts.</summary>
internal static class AccountEndpoints
{
    private const string Roles = "analyst, customer or admin";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/accounts", (HttpContext context, Accounts accounts) => Query.AnswerAsync(context, Page<AccountView>.Of(accounts.All(), context.Request))).For(Role.Admin)
            .WithName("listAccounts").WithTags("accounts").WithSummary("All accounts of people, without their secrets.").AsksForPage().Produces<Page<AccountView>>();
        app.MapPost("/v1/accounts", CreateAsync).For(Role.Admin)
            .WithName("createAccount").WithTags("accounts").WithSummary("Makes an account. Without a password one is generated, and shown this once.")
            .Takes<AccountForm>("application/json").Produces<AccountView>(StatusCodes.Status201Created).ProducesProblem(400).ProducesProblem(409);
        app.MapGet("/v1/accounts/{name}", (HttpContext context, string name, Accounts accounts) => Query.AnswerAsync(context, SessionEndpoints.Tried(() => accounts.Get(name)))).For(Role.Admin)
            .WithName("getAccount").WithTags("accounts").WithSummary("One account.").Produces<AccountView>().ProducesProblem(404);
        app.MapPatch("/v1/accounts/{name}", ChangeAsync).For(Role.Admin)
            .WithName("changeAccount").WithTags("accounts").WithSummary("Gives an account another role, disables or enables it; its sessions end.")
            .Takes<AccountChangeForm>("application/json").Produces<AccountView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        app.MapPost("/v1/accounts/{name}/reset", ResetAsync).For(Role.Admin)
            .WithName("resetAccount").WithTags("accounts").WithSummary("Sets another password (generated and shown once, if none is given) and takes a lock-out back; all sessions end.")
            .Takes<ResetForm>("application/json").Produces<AccountView>().ProducesProblem(400).ProducesProblem(404);
        Act(app, "unlock", "unlockAccount", "Takes a lock-out back.", (accounts, name, by) => accounts.Unlock(name, by));
        Act(app, "drop-totp", "dropAccountTotp", "Asks for no second factor any more, for someone who has lost it.", (accounts, name, by) => accounts.DropTotp(name, by));
        app.MapDelete("/v1/accounts/{name}/sessions", EndSessions).For(Role.Admin)
            .WithName("endAccountSessions").WithTags("accounts").WithSummary("Ends all sessions of an account.").Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }

    private static void Act(IEndpointRouteBuilder app, string verb, string operation, string summary, Func<Accounts, string, string, AccountView> act) =>
        app.MapPost($"/v1/accounts/{{name}}/{verb}", (HttpContext context, string name, Accounts accounts) => Query.AnswerAsync(context, SessionEndpoints.Tried(() => act(accounts, name, Caller.Of(context).Name)))).For(Role.Admin)
            .WithName(operation).WithTags("accounts").WithSummary(summary).Produces<AccountView>().ProducesProblem(404);

    /// <summary>Makes an account.</summary>
    /// <exception cref="ProblemException">It will not do.</exception>
    public static AccountView Create(AccountForm form, Accounts accounts, Doors doors, Caller by)
    {
        var role = RoleOf(form.Role);
        if (doors.AreOpen && role != Role.Admin) throw ProblemException.Bad("role", form.Role, "admin for the first account, for from then on nothing is open without one");
        var made = SessionEndpoints.Tried(() => accounts.Create(form.Name ?? "", role, form.Customer, form.Password, by.Name));
        doors.Look();
        return made;
    }

    private static async Task CreateAsync(HttpContext context, Accounts accounts, Doors doors)
    {
        var made = Create(await Query.BodyAsync<AccountForm>(context), accounts, doors, Caller.Of(context));
        context.Response.Headers.Location = "/v1/accounts/" + made.Name;
        await Query.AnswerAsync(context, made, StatusCodes.Status201Created);
    }

    private static async Task ChangeAsync(HttpContext context, string name, Accounts accounts)
    {
        var form = await Query.BodyAsync<AccountChangeForm>(context);
        var by = Caller.Of(context).Name;
        if (form is { Role: null, Customer: null, Disabled: null }) throw ProblemException.Bad("body", "{}", "role, customer or disabled");
        var view = SessionEndpoints.Tried(() => accounts.Get(name));
        if (form.Role is not null || form.Customer is not null)
        {
            var role = RoleOf(form.Role ?? view.Role);
            view = SessionEndpoints.Tried(() => accounts.SetRole(name, role, form.Customer ?? (role == Role.Customer ? view.Customer : null), by));
        }

        if (form.Disabled is { } disabled) view = SessionEndpoints.Tried(() => accounts.SetDisabled(name, disabled, by));
        await Query.AnswerAsync(context, view);
    }

    private static async Task ResetAsync(HttpContext context, string name, Accounts accounts)
    {
        var form = context.Request.ContentLength is 0 ? new ResetForm() : await Query.BodyAsync<ResetForm>(context);
        await Query.AnswerAsync(context, SessionEndpoints.Tried(() => accounts.Reset(name, form.Password, Caller.Of(context).Name)));
    }

    private static Task EndSessions(HttpContext context, string name, Accounts accounts)
    {
        SessionEndpoints.Tried(() => accounts.EndSessions(name, Caller.Of(context).Name));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Role RoleOf(string word) => AdminEndpoints.RoleOf(word) ?? throw ProblemException.Bad("role", word, Roles);
}
