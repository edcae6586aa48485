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
        pages.MapPost("/account/contacts", ContactsAsync).For(Role.Customer);
        pages.MapPost("/account/channels", ChannelsAsync).For(Role.Customer);
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

    private static Task<IResult> DescribeAsync(HttpContext context, string kind, string name, PartyReader reader, Operators operators)
    {
        var caller = Caller.Of(context);
        return FormAnswer.OfAsync<PartyPage>(context, DoAsync, AgainAsync);

        async Task<IResult> DoAsync(IFormCollection form)
        {
            var party = Checked(Typed(form, kind));
            await PartyEndpoints.DescribeAsync(operators, kind, name, party, FormAnswer.SameVersion(form, $"changed this {kind}"), caller);
            return Results.LocalRedirect($"/{kind}s/{Uri.EscapeDataString(name)}");
        }

        async Task<object> AgainAsync(IFormCollection form, string problem)
        {
            var party = Typed(form, kind);
            return await reader.OneAsync(Frame.Of(context, kind + "s", name), kind, name, caller) with
            {
                Contacts = [.. party.Contacts!.Select(c => new ContactLine(c.Name!, c.Email!, c.Role!))],
                TimeZone = party.TimeZone ?? "",
                Comment = party.Comment ?? "",
                SupplierKind = party.Kind ?? "",
                Networks = party.Networks ?? [],
                ReportsConversions = form["conversions"].ToString(),
                Problem = problem,
            };
        }
    }

    // A customer says whom to tell and in what zone it is; what the platform notes of it stays as it is.
    private static Task<IResult> ContactsAsync(HttpContext context, PartyReader reader, LiveEngine engine, Operators operators)
    {
        var (caller, name) = Own(context);
        return FormAnswer.OfAsync<PartyPage>(context, DoAsync, AgainAsync);

        async Task<IResult> DoAsync(IFormCollection form)
        {
            var typed = Checked(Typed(form, Book.Customer));
            var party = (engine.Book.Read<PartyForm>(Book.Customer, name) ?? new PartyForm()) with { Contacts = typed.Contacts, TimeZone = typed.TimeZone };
            await PartyEndpoints.DescribeAsync(operators, Book.Customer, name, party, FormAnswer.SameVersion(form, "changed this"), caller);
            return Results.LocalRedirect($"/customers/{Uri.EscapeDataString(name)}");
        }

        async Task<object> AgainAsync(IFormCollection form, string problem)
        {
            var typed = Typed(form, Book.Customer);
            return await reader.OneAsync(Frame.Of(context, "customers", name), Book.Customer, name, caller) with { Contacts = [.. typed.Contacts!.Select(c => new ContactLine(c.Name!, c.Email!, c.Role!))], TimeZone = typed.TimeZone ?? "", Problem = problem };
        }
    }

    private static Task<IResult> ChannelsAsync(HttpContext context, PartyReader reader, ChannelForms forms)
    {
        var (caller, name) = Own(context);
        return FormAnswer.OfAsync<PartyPage>(
            context,
            async form =>
            {
                var (secret, told) = await forms.ActAsync(form, caller, context.RequestAborted);
                return ConsoleEndpoints.Page<PartyPage>(await ReadAsync() with { Made = secret, Told = told });
            },
            async (form, problem) => await ReadAsync() with { Problem = problem, Draft = form["do"] == "save" ? ChannelForms.Draft(form) : null, DraftOf = form["was"].ToString() });

        Task<PartyView> ReadAsync() => reader.OneAsync(Frame.Of(context, "customers", name), Book.Customer, name, caller);
    }

    private static (Caller Caller, string Name) Own(HttpContext context) => Caller.Of(context) is { Customer: { } own } caller ? (caller, own) : throw new ProblemException(StatusCodes.Status403Forbidden, "only a customer has an account of its own; Customers and Settings change those of all");

    private static PartyForm Checked(PartyForm party)
    {
        if (party.Contacts!.FirstOrDefault(c => c.Email!.Length > 0 && !c.Email[1..].Contains('@', StringComparison.Ordinal)) is { } bad) throw ProblemException.Bad("contacts.email", bad.Email!, "an address such as ann@example.com");
        if (party.TimeZone is { } stated && !TimeZoneInfo.TryFindSystemTimeZoneById(stated, out _)) throw ProblemException.Bad("time_zone", stated, "a time zone such as Europe/Rome");
        return party;
    }

    private static PartyForm Typed(IFormCollection form, string kind)
    {
        return new PartyForm
        {
            Kind = Field("kind") is { Length: > 0 } word ? word : null,
            Networks = kind == Book.Supplier ? RangeText.Lines(Field("networks")) : null,
            Contacts = [.. Enumerable.Range(0, MostContacts).Select(i => new ContactForm(Field($"contact{i}.name"), Field($"contact{i}.email"), Field($"contact{i}.role"))).Where(c => c.Name!.Length + c.Email!.Length > 0)],
            ReportsConversions = Field("conversions") switch { "true" => true, "false" => false, _ => null },
            TimeZone = Field("zone") is { Length: > 0 } zone ? zone : null,
            Comment = Field("comment") is { Length: > 0 } comment ? comment : null,
        };

        string Field(string field) => form[field].ToString().Trim();
    }
}
