using System.CommandLine;
using Tidegate.Output;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;
using Tidegate.Storage.Live;

namespace Tidegate.Serving;

/// <summary>`tidegate keys create`: the first key, made beside the service; later ones are made over HTTP too.</summary>
internal static class KeysVerb
{
    private static readonly Option<string> Role = new("--role") { Description = "What it may do: ingest, enforcer, analyst, customer or admin", HelpName = "ROLE", DefaultValueFactory = _ => "admin" };
    private static readonly Option<string> Name = new("--name") { Description = "Its name, for people and the audit log", HelpName = "NAME", DefaultValueFactory = _ => "admin" };
    private static readonly Option<string?> Customer = new("--customer") { Description = "The customer that it is confined to", HelpName = "NAME" };
    private static readonly Option<int?> Days = new("--days") { Description = "Ends after so many days (default: never)", HelpName = "N" };
    private static readonly Option<string?> Data = new("--data") { Description = "Data directory of the service", HelpName = "DIR" };
    private static readonly Option<string?> Config = new("--config") { Description = "Settings of the service", HelpName = "FILE" };

    public static Command Build()
    {
        var create = new Command("create", "Makes an API key and prints it, this once. The service may be running; it sees the key at once.") { Role, Name, Customer, Days, Data, Config };
        create.SetAction(Create);
        return new Command("keys", "API keys of the service.") { create };
    }

    private static int Create(ParseResult parsed)
    {
        var word = parsed.GetRequiredValue(Role);
        var role = AdminEndpoints.RoleOf(word) ?? throw new UserErrorException($"--role: '{word}' will not do; expected ingest, enforcer, analyst, customer or admin");
        var customer = parsed.GetValue(Customer);
        if (role == Tidegate.Server.Access.Role.Customer && customer is null) throw new UserErrorException("--customer is missing; expected the customer that the key is for");
        if (customer is not null && role is Tidegate.Server.Access.Role.Admin or Tidegate.Server.Access.Role.Analyst) throw new UserErrorException("--customer: a key of this role sees all; expected none");
        try
        {
            var options = new ServeSource(parsed.GetValue(Config), parsed.GetValue(Data), null).Read();
            Directory.CreateDirectory(options.Engine.Data);
            using var store = new CaseStore(Path.Combine(options.Engine.Data, "cases.db"), options.Engine.BusyTimeout);
            var expires = parsed.GetValue(Days) is { } days ? TimeProvider.System.GetUtcNow().AddDays(days) : (DateTimeOffset?)null;
            using var keys = new KeyRing(store, TimeProvider.System);
            var (_, text) = keys.Create(parsed.GetRequiredValue(Name), role, customer, expires, "command line");
            Console.WriteLine(text);
            return ExitStatus.NothingFound;
        }
        catch (ConfigException e)
        {
            throw new UserErrorException(e.Message, e);
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            throw new UserErrorException("cannot make a key: " + e.Message, e);
        }
    }
}
