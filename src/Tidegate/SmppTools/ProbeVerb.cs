using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Authentication;
using Tidegate.Output;
using Tidegate.Smpp;
using Tidegate.Smpp.Sessions;

namespace Tidegate.SmppTools;

/// <summary>`tidegate smpp probe`: binds, asks, unbinds, and says what it found.</summary>
internal static class ProbeVerb
{
    private static readonly Argument<string> Target = new("TARGET") { Description = "HOST:PORT" };
    private static readonly Option<string> SystemId = new("--system-id") { Description = "Whom to bind as", HelpName = "ID", DefaultValueFactory = _ => "probe" };
    private static readonly Option<string> Password = new("--password") { Description = "Its password", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> Tls = new("--tls") { Description = "Speaks TLS, and verifies its certificate" };
    private static readonly Option<string?> Ca = new("--ca") { Description = "With --tls: whom to trust alone, a PEM file", HelpName = "FILE" };
    private static readonly Option<int> Seconds = new("--timeout") { Description = "Seconds that the whole may take", HelpName = "N", DefaultValueFactory = _ => 10 };

    public static Command Build()
    {
        var verb = new Command("probe", "Binds, asks enquire_link, unbinds, and says what it found.\nStatus 0 when all was answered as it should be, 1 when not, 2 when nobody listens there.") { Target, SystemId, Password, Tls, Ca, Seconds };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var target = parsed.GetRequiredValue(Target);
        var (host, port) = SmppPlace.Read(target) ?? throw new UserErrorException($"TARGET: '{target}' will not do; expected HOST:PORT");
        var seconds = parsed.GetRequiredValue(Seconds);
        var options = new SmppClientOptions
        {
            Host = host,
            Port = port,
            SystemId = parsed.GetRequiredValue(SystemId),
            Password = parsed.GetRequiredValue(Password),
            Tls = parsed.GetValue(Tls) ? SmppPlace.Tls(host, parsed.GetValue(Ca)) : null,
            BindTimeout = TimeSpan.FromSeconds(seconds),
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return await ProbeAsync(options, patience.Token) ? ExitStatus.NothingFound : ExitStatus.Found;
        }
        catch (Exception e) when (Why(e, seconds) is { } why && !cancel.IsCancellationRequested)
        {
            Errors.Say(why);
            return ExitStatus.Found;
        }
    }

    private static string? Why(Exception e, int seconds) => e switch
    {
        SmppSessionException { InnerException: { } inner } => Why(inner, seconds) ?? e.Message,
        EndOfStreamException or SmppSessionException => "the connection was closed in the middle",
        InvalidDataException => "no SMPP is spoken there: " + e.Message,
        AuthenticationException => "TLS: " + e.Message,
        OperationCanceledException or TimeoutException => $"no answer in {seconds} s",
        _ => null,
    };

    private static async Task<bool> ProbeAsync(SmppClientOptions options, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        SmppSession session;
        try
        {
            session = await SmppPlace.BindAsync(options, cancel);
        }
        catch (SmppBindException e)
        {
            return Say("bind_transceiver", e.Header, begin, CommandId.BindTransceiverResp);
        }

        await using var closing = session;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bind_transceiver: ok, {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:F1} ms"));
        var version = session.PeerVersion is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number >> 4}.{number & 0xF}") : "not said";
        Console.WriteLine($"  it calls itself '{session.SystemId}'; interface version {version}");
        begin = Stopwatch.GetTimestamp();
        var asked = Say("enquire_link", (await session.EnquireAsync(cancel)).Header, begin, CommandId.EnquireLinkResp);
        begin = Stopwatch.GetTimestamp();
        return await session.UnbindAsync(cancel) is { } unbound
            ? Say("unbind", unbound.Header, begin, CommandId.UnbindResp) && asked
            : throw new EndOfStreamException();
    }

    private static bool Say(string name, SmppHeader header, long begin, CommandId expected)
    {
        var sound = header.Command == expected && header.Status == CommandStatus.Ok;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {(sound ? "ok" : $"{header.Command}, status 0x{(uint)header.Status:x2}, sequence {header.Sequence}")}, {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:F1} ms"));
        return sound;
    }
}
