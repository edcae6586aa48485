using System.CommandLine;
using Spectre.Console;
using Tidegate.Output;
using Tidegate.Reporting;
using Tidegate.Server.Access;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;
using Tidegate.Storage.Live;
using Tidegate.Terminal;
using AccountBook = Tidegate.Server.Access.Accounts;

namespace Tidegate.Accounts;

/// <summary>`tidegate accounts`: people's accounts, beside the service; it sees what was changed at once.</summary>
internal static class AccountsVerb
{
    private const string Actor = "command line";

    private static readonly Argument<string> Name = new("NAME") { Description = "Name to sign in with" };
    private static readonly Option<string> Role = new("--role") { Description = "What they may do: analyst, customer or admin", HelpName = "ROLE", Required = true };
    private static readonly Option<string?> Customer = new("--customer") { Description = "The customer that the account is bound to (role customer)", HelpName = "NAME" };
    private static readonly Option<bool> Generate = new("--generate") { Description = "Generate the password and print it, this once" };
    private static readonly Option<string?> Data = new("--data") { Description = "Data directory of the service", HelpName = "DIR" };
    private static readonly Option<string?> Config = new("--config") { Description = "Settings of the service", HelpName = "FILE" };

    public static Command Build() => new("accounts", "People's accounts: make, list, reset, disable. The service may be running; it sees the change at once.")
    {
        Verb("create", "Makes an account. The password is asked for, or read from standard input, or generated.", [Role, Customer, Generate], (accounts, parsed, options) =>
        {
            var word = parsed.GetRequiredValue(Role);
            var role = AdminEndpoints.RoleOf(word) ?? throw new UserErrorException($"--role: '{word}' will not do; expected analyst, customer or admin");
            var name = parsed.GetRequiredValue(Name);
            if (accounts.All().Any(a => a.Name == AccountBook.Normal(name))) throw new UserErrorException($"NAME: '{name}' will not do; expected a name that no account has");
            Tell(accounts.Create(name, role, parsed.GetValue(Customer), Password(parsed, name, options), Actor), "made");
        }),
        List(),
        Verb("reset", "Sets another password and takes a lock-out back; all sessions end.", [Generate], (accounts, parsed, options) =>
        {
            var name = accounts.Get(parsed.GetRequiredValue(Name)).Name;
            Tell(accounts.Reset(name, Password(parsed, name, options), Actor), "has another password");
        }),
        Verb("disable", "Lets nobody sign in with it; all sessions end.", [], (accounts, parsed, _) => Tell(accounts.SetDisabled(parsed.GetRequiredValue(Name), true, Actor), "is disabled")),
        Verb("enable", "Lets it be used again.", [], (accounts, parsed, _) => Tell(accounts.SetDisabled(parsed.GetRequiredValue(Name), false, Actor), "can be used")),
        Verb("unlock", "Takes a lock-out after failed attempts back.", [], (accounts, parsed, _) => Tell(accounts.Unlock(parsed.GetRequiredValue(Name), Actor), "is not locked")),
        Verb("drop-totp", "Asks for no second factor any more, for someone who has lost it.", [], (accounts, parsed, _) => Tell(accounts.DropTotp(parsed.GetRequiredValue(Name), Actor), "has no second factor")),
        Verb("sign-out", "Ends all its sessions.", [], (accounts, parsed, _) => Console.Error.WriteLine($"{accounts.EndSessions(parsed.GetRequiredValue(Name), Actor)} sessions ended")),
    };

    private static Command List()
    {
        var list = new Command("list", "Lists the accounts.") { Data, Config };
        list.SetAction(parsed => Run(parsed, (accounts, _) =>
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("name", "role", "customer", "state", "second factor", "signed in");
            foreach (var account in accounts.All())
                table.AddRow(new[] { account.Name, account.Role, account.Customer ?? "", account.State, account.SecondFactor ? $"yes, {account.RecoveryCodesLeft} recovery codes" : "no", account.SignedInAt is { } at ? Phrases.Time(at) : "never" }.Select(t => Markup.Escape(PlainText.Of(t))).ToArray());
            Consoles.Output().Write(table);
        }));
        return list;
    }

    private static Command Verb(string name, string description, IEnumerable<Option> options, Action<AccountBook, ParseResult, ServeOptions> act)
    {
        var verb = new Command(name, description) { Name, Data, Config };
        foreach (var option in options) verb.Options.Add(option);
        verb.SetAction(parsed => Run(parsed, (accounts, settings) => act(accounts, parsed, settings)));
        return verb;
    }

    private static int Run(ParseResult parsed, Action<AccountBook, ServeOptions> act)
    {
        try
        {
            var options = new ServeSource(parsed.GetValue(Config), parsed.GetValue(Data), null).Read();
            Directory.CreateDirectory(options.Engine.Data);
            using var store = new CaseStore(Path.Combine(options.Engine.Data, "cases.db"), options.Engine.BusyTimeout);
            using var keys = new KeyRing(store, TimeProvider.System);
            act(new AccountBook(new AccountStore(store), new SessionStore(store), keys, new Passwords(), options.Access, TimeProvider.System), options);
            return ExitStatus.NothingFound;
        }
        catch (Exception e) when (e is ConfigException or AccountException)
        {
            throw new UserErrorException(e.Message, e);
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or Tidegate.Server.Engine.NotDurableException)
        {
            throw new UserErrorException("cannot use the accounts: " + e.Message, e);
        }
    }

    private static string? Password(ParseResult parsed, string name, ServeOptions options) =>
        parsed.GetValue(Generate) ? null : PasswordPrompt.Ask(name, options.Access.ShortestPassword);

    private static void Tell(AccountView account, string what)
    {
        Console.Error.WriteLine($"tidegate: account '{account.Name}' {what}");
        if (account.Password is { } password) Console.WriteLine(password);
    }
}
