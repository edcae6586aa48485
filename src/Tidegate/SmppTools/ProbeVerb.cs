using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tidegate.Output;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.SmppTools;

/// <summary>`tidegate smpp probe`: binds, asks, unbinds, and says what it found.</summary>
internal static class ProbeVerb
{
    private static readonly Argument<string> Target = new("TARGET") { Description = "HOST:PORT" };
    private static readonly Option<string> SystemId = new("--system-id") { Description = "Whom to bind as", HelpName = "ID", DefaultValueFactory = _ => "probe" };
    private static readonly Option<string> Password = new("--password") { Description = "Its password", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Seconds = new("--timeout") { Description = "Seconds that the whole may take", HelpName = "N", DefaultValueFactory = _ => 10 };

    public static Command Build()
    {
        var verb = new Command("probe", "Binds, asks enquire_link, unbinds, and says what it found.\nStatus 0 when all was answered as it should be, 1 when not, 2 when nobody listens there.") { Target, SystemId, Password, Seconds };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var target = parsed.GetRequiredValue(Target);
        var (host, port) = SmppClient.Place(target) ?? throw new UserErrorException($"TARGET: '{target}' will not do; expected HOST:PORT");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(parsed.GetRequiredValue(Seconds)));
        try
        {
            await using var connection = await SmppClient.ConnectAsync(host, port, patience.Token);
            return await ProbeAsync(connection, parsed.GetRequiredValue(SystemId), parsed.GetRequiredValue(Password), patience.Token) ? ExitStatus.NothingFound : ExitStatus.Found;
        }
        catch (EndOfStreamException)
        {
            Errors.Say("the connection was closed in the middle");
            return ExitStatus.Found;
        }
        catch (InvalidDataException e)
        {
            Errors.Say("no SMPP is spoken there: " + e.Message);
            return ExitStatus.Found;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Errors.Say($"no answer in {parsed.GetRequiredValue(Seconds)} s");
            return ExitStatus.Found;
        }
    }

    private static async Task<bool> ProbeAsync(SmppConnection connection, string systemId, string password, CancellationToken cancel)
    {
        var bound = await StepAsync(connection, "bind_transceiver", SmppClient.Bind(systemId, password), CommandId.BindTransceiverResp, cancel);
        if (!bound.Sound) return false;
        PduBody.TryRead<TextResp>(bound.Answer.AsSpan(SmppHeader.Size), out var body, out _);
        var version = body.Tlvs.TryFindNumber(TlvTag.ScInterfaceVersion, out var number) ? string.Create(CultureInfo.InvariantCulture, $"{number >> 4}.{number & 0xF}") : "not said";
        Console.WriteLine($"  it calls itself '{Encoding.ASCII.GetString(body.Text)}'; interface version {version}");
        var asked = await StepAsync(connection, "enquire_link", SmppClient.HeaderOnly(CommandId.EnquireLink, 2), CommandId.EnquireLinkResp, cancel);
        var unbound = await StepAsync(connection, "unbind", SmppClient.HeaderOnly(CommandId.Unbind, 3), CommandId.UnbindResp, cancel);
        return asked.Sound && unbound.Sound;
    }

    // Messages and receipts that come in between are the account's own; without an answer they come again.
    private static async Task<(bool Sound, byte[] Answer)> StepAsync(SmppConnection connection, string name, byte[] pdu, CommandId expected, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        var answer = await SmppClient.AskAsync(connection, pdu, cancel);
        while (!SmppHeader.Read(answer).Command.IsResponse()) answer = await connection.ReadOneAsync(cancel);
        var header = SmppHeader.Read(answer);
        var sound = header.Command == expected && header.Status == CommandStatus.Ok && header.Sequence == SmppHeader.Read(pdu).Sequence;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {(sound ? "ok" : $"{header.Command}, status 0x{(uint)header.Status:x2}, sequence {header.Sequence}")}, {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:F1} ms"));
        return (sound, answer);
    }
}
