using System.CommandLine;
using System.Net.Sockets;
using Spectre.Console;
using Tidegate.Output;
using Tidegate.Server;
using Tidegate.Server.Settings;
using Tidegate.Terminal;

namespace Tidegate.Serving;

/// <summary>`tidegate serve`: the live service.</summary>
internal static class ServeVerb
{
    private static readonly Option<string?> Config = new("--config") { Description = "Settings, YAML or JSON (see docs/serve.md); TIDEGATE__... in the environment overrides them", HelpName = "FILE" };
    private static readonly Option<string?> Data = new("--data") { Description = "Directory that all data is kept in (default ./tidegate-data)", HelpName = "DIR" };
    private static readonly Option<string?> Urls = new("--urls") { Description = "Addresses to listen on (default http://127.0.0.1:5080)", HelpName = "URLS" };

    public static Command Build()
    {
        var verb = new Command("serve", "Watches running traffic: takes events over HTTP, detects, decides, and answers what to do with each message.\nMonitors only, until told to enforce. Status 2 when it could not start.")
        {
            Config, Data, Urls,
        };
        verb.SetAction((parsed, cancel) => RunAsync(new ServeSource(parsed.GetValue(Config), parsed.GetValue(Data), parsed.GetValue(Urls)), cancel));
        return verb;
    }

    private static async Task<int> RunAsync(ServeSource source, CancellationToken cancel)
    {
        try
        {
            await using var server = await TidegateServer.StartAsync(source);
            foreach (var address in server.Addresses) Console.Error.WriteLine($"tidegate: listening on {address}, mode {server.Mode}, data in {server.DataDirectory}");
            if (server.IsOpen) Consoles.Error().MarkupLine("[red]tidegate: there are no keys and no accounts, so anyone on this machine may do anything; 'tidegate accounts create NAME --role admin' or 'tidegate keys create' makes the first[/]");
            try
            {
                await server.WaitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C: it stops in order.
            }

            return ExitStatus.NothingFound;
        }
        catch (ConfigException e)
        {
            throw new UserErrorException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new UserErrorException("cannot serve: " + e.Message, e);
        }
    }
}
