using System.CommandLine;
using System.Net.Sockets;
using Tidegate.Output;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Demo;

/// <summary>`tidegate demo`: the service with simulated traffic, and an attacker who reacts.</summary>
internal static class DemoVerb
{
    private static readonly DemoOptions Standard = new();
    private static readonly Option<double> Speed = new("--speed") { Description = "Simulated seconds a second, 1 to 3600 (default 30)", HelpName = "N", DefaultValueFactory = _ => Standard.Speed };
    private static readonly Option<int> Port = new("--port") { Description = "Port of the API on 127.0.0.1; 0 for any that is free (default 5080)", HelpName = "N", DefaultValueFactory = _ => Standard.Port };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "The same seed gives the same traffic", HelpName = "N", DefaultValueFactory = _ => Standard.Seed };
    private static readonly Option<string?> Data = new("--data") { Description = "New or empty directory to keep everything in (default: a temporary one, removed at the end)", HelpName = "DIR" };
    private static readonly Option<int?> Minutes = new("--minutes") { Description = "Ends by itself after so many simulated minutes, 1 to 1440 (default: serves until Ctrl-C)", HelpName = "N" };

    public static Command Build()
    {
        var verb = new Command("demo", "Starts the service on loopback with live simulated traffic; an attacker begins within a minute, and moves on whenever he is blocked.\nNeeds nothing else: no database, broker, token or secret.")
        {
            Speed, Port, Seed, Data, Minutes,
        };
        verb.SetAction((parsed, cancel) => RunAsync(
            new DemoOptions
            {
                Speed = Within("--speed", parsed.GetValue(Speed), 1, 3600),
                Port = (int)Within("--port", parsed.GetValue(Port), 0, 65535),
                Seed = parsed.GetValue(Seed),
                Data = parsed.GetValue(Data),
                Minutes = parsed.GetValue(Minutes) is { } minutes ? (int)Within("--minutes", minutes, 1, 1440) : null,
            },
            cancel));
        return verb;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken cancel)
    {
        if (options.Data is { } given && Directory.Exists(given) && Directory.EnumerateFileSystemEntries(given).Any())
            throw new UserErrorException($"--data: '{given}' is not empty; expected a new or empty directory");
        var folder = options.Data is { } data ? Directory.CreateDirectory(data).FullName : Directory.CreateTempSubdirectory("tidegate-demo-").FullName;
        try
        {
            await new DemoRun(options, folder, new DemoScreen(), TimeProvider.System).RunAsync(cancel);
            return ExitStatus.NothingFound;
        }
        catch (ConfigException e)
        {
            throw new UserErrorException(e.Message, e);
        }
        catch (NotDurableException e)
        {
            throw new UserErrorException("the demo cannot go on: " + e.Message, e);
        }
        catch (Exception e) when (e is IOException or SocketException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new UserErrorException($"cannot run the demo: {e.Message.TrimEnd('.')}; --port 0 takes any free port", e);
        }
        finally
        {
            if (options.Data is null) Directory.Delete(folder, recursive: true);
        }
    }

    private static double Within(string option, double value, double least, double most) => value >= least && value <= most
        ? value
        : throw new UserErrorException($"{option} {value}: expected a number from {least} to {most}");
}
