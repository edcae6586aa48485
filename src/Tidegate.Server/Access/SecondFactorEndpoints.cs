using Tidegate.Server.Http;

namespace Tidegate.Server.Access;

/// <summary>The password of who is signed in.</summary>
internal sealed record ProofForm
{
    public string Password { get; init; } = "";
}

/// <summary>A secret for an authenticator app, shown this once.</summary>
/// <param name="Secret">Base 32, to type in.</param>
/// <param name="Address">otpauth:// address, to make a QR code of.</param>
internal sealed record TotpOffer(string Secret, string Address);

/// <summary>A code of the authenticator.</summary>
internal sealed record CodeForm
{
    public string Code { get; init; } = "";
}

/// <summary>Recovery codes, shown this once; each is good once in place of a code.</summary>
internal sealed record RecoveryView(IReadOnlyList<string> RecoveryCodes);

/// <summary>/v1/session/totp: a second factor for the account that is signed in.</summary>
internal static class SecondFactorEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/session/totp", OfferAsync).For(Role.Any)
            .WithName("offerTotp").WithTags("session").WithSummary("Makes a secret for an authenticator app; asked for once it is confirmed.").Takes<ProofForm>("application/json").Produces<TotpOffer>().ProducesProblem(400).ProducesProblem(409);
        app.MapPost("/v1/session/totp/confirm", ConfirmAsync).For(Role.Any)
            .WithName("confirmTotp").WithTags("session").WithSummary("Takes the first code of the authenticator, asks for one from now on, and shows the recovery codes.").Takes<CodeForm>("application/json").Produces<RecoveryView>().ProducesProblem(400).ProducesProblem(409);
        app.MapPost("/v1/session/totp/drop", DropAsync).For(Role.Any)
            .WithName("dropTotp").WithTags("session").WithSummary("Asks for no code any more.").Takes<ProofForm>("application/json").Produces(StatusCodes.Status204NoContent).ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task OfferAsync(HttpContext context, SecondFactor own)
    {
        var name = SessionEndpoints.NameOf(context);
        var form = await Query.BodyAsync<ProofForm>(context);
        var (secret, address) = SessionEndpoints.Tried(() => own.Offer(name, form.Password ?? ""));
        await Query.AnswerAsync(context, new TotpOffer(secret, address));
    }

    private static async Task ConfirmAsync(HttpContext context, SecondFactor own)
    {
        var name = SessionEndpoints.NameOf(context);
        var form = await Query.BodyAsync<CodeForm>(context);
        await Query.AnswerAsync(context, new RecoveryView(SessionEndpoints.Tried(() => own.Confirm(name, form.Code ?? ""))));
    }

    private static async Task DropAsync(HttpContext context, SecondFactor own)
    {
        var name = SessionEndpoints.NameOf(context);
        var form = await Query.BodyAsync<ProofForm>(context);
        SessionEndpoints.Tried(() =>
        {
            own.Drop(name, form.Password ?? "");
            return 0;
        });
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
