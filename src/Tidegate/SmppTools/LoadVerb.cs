using System.CommandLine;
using System.Net;
using Tidegate.Output;

namespace Tidegate.SmppTools;

/// <summary>`tidegate smpp load`: a client that sends and counts, and an SMSC that it can send to.</summary>
internal static class LoadVerb
{
    private static readonly Argument<string?> Target = new("TARGET") { Description = "Where to bind, HOST:PORT; left out with --smsc alone", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Smsc = new("--smsc") { Description = "Runs a simple SMSC at this address, for TARGET to bind to; without TARGET until it is stopped", HelpName = "IP:PORT" };
    private static readonly Option<int> Delay = new("--smsc-delay") { Description = "Milliseconds that the SMSC takes to answer", HelpName = "MS", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> Rate = new("--rate") { Description = "Messages a second of a bind at most; 0 as many as the window lets through", HelpName = "N", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> Straight = new("--straight") { Description = "With --compare: the SMSC that TARGET passes to, in a process of its own; without it --smsc", HelpName = "HOST:PORT" };
    private static readonly Option<int?> Compare = new("--compare") { Description = "Sends straight to the SMSC and through TARGET in turn, so many rounds, and says what TARGET costs", HelpName = "ROUNDS" };
    private static readonly Option<int?> Mixed = new("--compare-others") { Description = "Sends through TARGET without and with the others of --other-every in turn, so many rounds, and says what they cost the rest", HelpName = "ROUNDS" };
    private static readonly Option<int> OtherEvery = new("--other-every") { Description = "Every so many messages one goes to a number after --other-to, such as one that is blocked", HelpName = "N", DefaultValueFactory = _ => 0 };
    private static readonly Option<ulong> OtherTo = new("--other-to") { Description = "The number before the first of the others", HelpName = "NUMBER", DefaultValueFactory = _ => 998_900_000_000 };
    private static readonly Option<int> Count = new("--count") { Description = "Messages to send", HelpName = "N", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> Binds = new("--binds") { Description = "Transceiver binds", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Window = new("--window") { Description = "Unanswered submissions of a bind", HelpName = "N", DefaultValueFactory = _ => 50 };
    private static readonly Option<bool> Receipts = new("--receipts") { Description = "Asks for a receipt for each message and counts them" };
    private static readonly Option<ulong> To = new("--to") { Description = "The number before the first one; each message goes to the next", HelpName = "NUMBER", DefaultValueFactory = _ => 393_390_000_000 };
    private static readonly Option<int> Seconds = new("--timeout") { Description = "Seconds without an answer or receipt after which no more are waited for", HelpName = "N", DefaultValueFactory = _ => 30 };
    private static readonly Option<string> SystemId = new("--system-id") { Description = "Whom to bind as", HelpName = "ID", DefaultValueFactory = _ => "load" };
    private static readonly Option<string> Password = new("--password") { Description = "Its password", HelpName = "TEXT", DefaultValueFactory = _ => "load" };

    public static Command Build()
    {
        var verb = new Command("load", "Sends submit_sm through binds with a window, and checks the counts: all answered, no id twice, every receipt there.\nStatus 0 when all counts agree, 1 when not, 2 when it could not begin.")
        {
            Target, Smsc, Straight, Delay, Compare, Mixed, OtherEvery, OtherTo, Count, Binds, Window, Rate, Receipts, To, Seconds, SystemId, Password,
        };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        foreach (var option in new[] { Count, Binds, Window, Seconds })
            if (parsed.GetRequiredValue(option) < 1) throw new UserErrorException($"{option.Name}: '{parsed.GetRequiredValue(option)}' will not do; expected 1 or more");
        foreach (var option in new[] { Delay, Rate, OtherEvery })
            if (parsed.GetRequiredValue(option) < 0) throw new UserErrorException($"{option.Name}: '{parsed.GetRequiredValue(option)}' will not do; expected 0 or more");
        await using var smsc = parsed.GetValue(Smsc) is { } at ? new LoadSmsc(IPEndPoint.TryParse(at, out var endpoint) ? endpoint : throw new UserErrorException($"--smsc: '{at}' will not do; expected an address and port such as 127.0.0.1:2776"), TimeSpan.FromMilliseconds(parsed.GetRequiredValue(Delay))) : null;
        if (smsc is not null) Console.WriteLine($"the SMSC listens on {smsc.Endpoint}");
        if (parsed.GetValue(Target) is not { } target) return smsc is null ? throw new UserErrorException("TARGET is missing; expected HOST:PORT, or --smsc") : await IdleAsync(smsc, cancel);
        var (host, port) = SmppPlace.Read(target) ?? throw new UserErrorException($"TARGET: '{target}' will not do; expected HOST:PORT");
        var options = new LoadOptions(host, port, parsed.GetRequiredValue(SystemId), parsed.GetRequiredValue(Password), parsed.GetRequiredValue(Binds), parsed.GetRequiredValue(Window), parsed.GetRequiredValue(Count), parsed.GetValue(Receipts), parsed.GetRequiredValue(To)) { Rate = parsed.GetRequiredValue(Rate), OtherEvery = parsed.GetRequiredValue(OtherEvery), OtherTo = parsed.GetRequiredValue(OtherTo), Patience = TimeSpan.FromSeconds(parsed.GetRequiredValue(Seconds)) };
        if (parsed.GetValue(Compare) is { } rounds) return Status(await LoadCompare.WithStraightAsync(options, Beside(parsed, options, smsc), smsc, rounds, cancel));
        if (parsed.GetValue(Mixed) is { } times) return Status(await LoadCompare.WithOthersAsync(options.OtherEvery > 1 ? options : throw new UserErrorException("--compare-others needs --other-every, 2 or more"), smsc, times, cancel));
        return Status(LoadCompare.Report("load", options, await LoadRun.RunAsync(options, cancel), smsc));
    }

    private static LoadOptions Beside(ParseResult parsed, LoadOptions options, LoadSmsc? smsc)
    {
        if (parsed.GetValue(Straight) is not { } straight) return options.At(smsc?.Endpoint ?? throw new UserErrorException("--compare needs --smsc or --straight: what it compares with"));
        var (host, port) = SmppPlace.Read(straight) ?? throw new UserErrorException($"--straight: '{straight}' will not do; expected HOST:PORT");
        return options with { Host = host, Port = port };
    }

    private static int Status(bool sound) => sound ? ExitStatus.NothingFound : ExitStatus.Found;

    private static async Task<int> IdleAsync(LoadSmsc smsc, CancellationToken cancel)
    {
        await Task.Delay(Timeout.Infinite, cancel).ContinueWith(static _ => { }, TaskScheduler.Default);
        Console.WriteLine($"received {smsc.Received}, more than once {smsc.Repeated}");
        return Status(smsc.Repeated == 0);
    }
}
