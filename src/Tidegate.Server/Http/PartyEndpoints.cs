using System.Text.Json;
using System.Text.Json.Nodes;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>What people know of a customer or a supplier. The traffic makes a party known; people say the rest.</summary>
internal sealed record PartyForm
{
    public string? Name { get; init; }

    /// <summary>Supplier: operator_direct, aggregator or regulator.</summary>
    public string? Kind { get; init; }

    /// <summary>Supplier: networks it reaches, MCC-MNC.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>Whom to tell.</summary>
    public IReadOnlyList<ContactForm>? Contacts { get; init; }

    /// <summary>Customer: whether it reports conversions; null where the traffic tells.</summary>
    public bool? ReportsConversions { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }

    public string? Comment { get; init; }
}

/// <summary>Whom to tell.</summary>
internal sealed record ContactForm(string? Name, string? Email, string? Role);

/// <summary>/v1/customers and /v1/suppliers.</summary>
internal static class PartyEndpoints
{
    private static readonly string[] SupplierKinds = ["operator_direct", "aggregator", "regulator"];

    public static void Map(IEndpointRouteBuilder app)
    {
        Map(app, "customers", Book.Customer, Role.Analyst | Role.Customer);
        Map(app, "suppliers", Book.Supplier, Role.Analyst);
    }

    private static void Map(IEndpointRouteBuilder app, string plural, string kind, Role mayRead)
    {
        app.MapGet("/v1/" + plural, (HttpContext context, LiveEngine engine) => ListAsync(context, engine, kind)).For(mayRead)
            .WithName("list" + plural).WithTags("parties").WithSummary($"All {plural} that the traffic has made known or people have described.").AsksForPage().Produces<Page<PartyForm>>();
        app.MapGet($"/v1/{plural}/{{name}}", (HttpContext context, string name, LiveEngine engine) => OneAsync(context, engine, kind, PartyName.Of(context))).For(mayRead)
            .WithName("get" + kind).WithTags("parties").WithSummary($"One {kind}, with its ETag.").Produces<PartyForm>().ProducesProblem(404);
        app.MapPut($"/v1/{plural}/{{name}}", (HttpContext context, string name, Operators operators) => PutAsync(context, operators, kind, PartyName.Of(context))).For(Role.Analyst)
            .WithName("describe" + kind).WithTags("parties").WithSummary($"Describes a {kind}. If-Match holds it to a version.")
            .Takes<PartyForm>("application/json").Produces<PartyForm>().ProducesProblem(400).ProducesProblem(412);
    }

    private static Task ListAsync(HttpContext context, LiveEngine engine, string kind)
    {
        var caller = Caller.Of(context);
        var parties = engine.Book.All(kind).Where(d => MaySee(caller, kind, d.Id)).Select(d => For(caller, engine.Book.Read<PartyForm>(kind, d.Id)! with { Name = d.Id }));
        return Query.AnswerAsync(context, Page<PartyForm>.Of(parties, context.Request));
    }

    private static Task OneAsync(HttpContext context, LiveEngine engine, string kind, string name)
    {
        if (engine.Book.Find(kind, name) is not { } document || !MaySee(Caller.Of(context), kind, name)) throw ProblemException.NotFound(kind, name);
        return Query.AnswerAsync(context, For(Caller.Of(context), engine.Book.Read<PartyForm>(kind, name)! with { Name = name }), version: document.Version);
    }

    // What the platform notes of a customer is not for it.
    private static PartyForm For(Caller caller, PartyForm party) => caller.Customer is null ? party : party with { Comment = null };

    private static async Task PutAsync(HttpContext context, Operators operators, string kind, string name)
    {
        var (written, version) = await DescribeAsync(operators, kind, name, await Query.BodyAsync<PartyForm>(context), DecisionEndpoints.Matches(context), Caller.Of(context));
        await Query.AnswerAsync(context, written.Deserialize<PartyForm>(Book.Json)! with { Name = name }, version: version);
    }

    /// <summary>Sets what people know of a party.</summary>
    /// <exception cref="ProblemException">It will not do, or was changed meanwhile.</exception>
    public static async Task<(JsonObject Party, long Version)> DescribeAsync(Operators operators, string kind, string name, PartyForm form, Func<long, bool> mayChange, Caller by)
    {
        if (name.Length > 256) throw ProblemException.Bad("path.name", name, "a name of at most 256 characters");
        if (form.Kind is not null && (kind != Book.Supplier || !SupplierKinds.Contains(form.Kind))) throw ProblemException.Bad("kind", form.Kind, "for a supplier operator_direct, aggregator or regulator");
        if (form.Networks?.FirstOrDefault(n => n.Length is not (5 or 6) || !n.All(char.IsAsciiDigit)) is { } bad) throw ProblemException.Bad("networks", bad, "the 5 or 6 digits of MCC and MNC");
        var party = JsonSerializer.SerializeToNode(form, Book.Json)!.AsObject();
        return await operators.DescribeAsync(kind, name, party, mayChange, by);
    }

    /// <summary>Whether a caller may see a party: a customer itself alone.</summary>
    public static bool MaySee(Caller caller, string kind, string name) => caller.Customer is not { } own || (kind == Book.Customer && own == name);
}
