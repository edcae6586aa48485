using System.Globalization;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>/customers and /suppliers.</summary>
internal static class PartyPages
{
    private const int MostContacts = 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        Map(pages, Book.Customer, Role.Analyst | Role.Customer);
        Map(pages, Book.Supplier, Role.Analyst);
    }

    private static void Map(IEndpointRouteBuilder pages, string kind, Role mayRead)
    {
        var (plural, title) = (kind + "s", kind == Book.Customer ? "Customers" : "Suppliers");
        pages.MapGet("/" + plural, async (HttpContext context, PartyReader reader) =>
            ConsoleEndpoints.Page<PartiesPage>(await reader.ListAsync(Frame.Of(context, plural, title), kind, context.Request))).For(Role.Analyst);
        pages.MapGet($"/{plural}/{{name}}", async (HttpContext context, PartyReader reader) =>
            ConsoleEndpoints.Page<PartyPage>(await reader.OneAsync(Frame.Of(context, plural, PartyName.Of(context)), kind, PartyName.Of(context), Caller.Of(context)))).For(mayRead);
        pages.MapPost($"/{plural}/{{name}}", (HttpContext context, PartyReader reader, Operators operators) => DescribeAsync(context, kind, PartyName.Of(context), reader, operators)).For(Role.Analyst);
    }

    private static async Task<IResult> DescribeAsync(HttpContext context, string kind, string name, PartyReader reader, Operators operators)
    {
        var caller = Caller.Of(context);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var before = await reader.OneAsync(Frame.Of(context, kind + "s", name), kind, name, caller);
        var contacts = Enumerable.Range(0, MostContacts).Select(i => new ContactLine(Field($"contact{i}.name"), Field($"contact{i}.email"), Field($"contact{i}.role"))).Where(c => c.Name.Length + c.Email.Length > 0).ToList();
        var party = new PartyForm
        {
            Kind = Field("kind") is { Length: > 0 } word ? word : null,
            Networks = kind == Book.Supplier ? RangeText.Lines(Field("networks")) : null,
            Contacts = [.. contacts.Select(c => new ContactForm(c.Name, c.Email, c.Role))],
            ReportsConversions = Field("conversions") switch { "true" => true, "false" => false, _ => null },
            TimeZone = Field("zone") is { Length: > 0 } zone ? zone : null,
            Comment = Field("comment") is { Length: > 0 } comment ? comment : null,
        };
        try
        {
            if (contacts.FirstOrDefault(c => c.Email.Length > 0 && !c.Email[1..].Contains('@', StringComparison.Ordinal)) is { } bad) throw ProblemException.Bad("contacts.email", bad.Email, "an address such as ann@example.com");
            if (party.TimeZone is { } stated && !TimeZoneInfo.TryFindSystemTimeZoneById(stated, out _)) throw ProblemException.Bad("time_zone", stated, "a time zone such as Europe/Rome");
            await PartyEndpoints.DescribeAsync(operators, kind, name, party, Version, caller);
            return Results.LocalRedirect($"/{kind}s/{Uri.EscapeDataString(name)}");
        }
        catch (ProblemException problem)
        {
            return ConsoleEndpoints.Page<PartyPage>(
                before with { Contacts = contacts, TimeZone = party.TimeZone ?? "", Comment = party.Comment ?? "", SupplierKind = party.Kind ?? "", Networks = party.Networks ?? [], ReportsConversions = Field("conversions"), Problem = ConsoleEndpoints.Say(problem) },
                problem.Status);
        }

        string Field(string field) => form[field].ToString().Trim();

        bool Version(long version) => form["version"] == version.ToString(CultureInfo.InvariantCulture) ? true
            : throw new ProblemException(StatusCodes.Status412PreconditionFailed, $"someone else changed this {kind} meanwhile; send it again to put yours in its place: what you typed is still there");
    }
}
