using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Tidegate.Accounts;
using Tidegate.Backtesting;
using Tidegate.Demo;
using Tidegate.Doctor;
using Tidegate.Formats;
using Tidegate.Output;
using Tidegate.Packs;
using Tidegate.Reconciling;
using Tidegate.Reports;
using Tidegate.Scanning;
using Tidegate.Serving;
using Tidegate.Sharing;
using Tidegate.SmppTools;
using Tidegate.Worlds;

namespace Tidegate;

/// <summary>The verbs of the executable, and what holds for all of them: Ctrl-C, errors, exit status.</summary>
internal static class TidegateCommand
{
    public static RootCommand Build() => new("Finds artificially inflated A2P SMS traffic, sizes it, and says what to block.")
    {
        ScanVerb.Build(),
        BacktestVerb.Build(),
        ReportVerb.Build(),
        ReconcileVerb.Build(),
        EvidenceVerb.Build(),
        RangesVerb.Build(),
        SimulateVerb.Build(),
        EvaluateVerb.Build(),
        FormatsVerb.Build(),
        ServeVerb.Build(),
        DemoVerb.Build(),
        DoctorVerb.Build(),
        SmppVerb.Build(),
        KeysVerb.Build(),
        AccountsVerb.Build(),
    };

    // The parser names a .NET type where a value cannot be read: what the option takes is told instead.
    private static string Told(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Option: { } option, Tokens: [.., var value] }) return error.Message;
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        if (!error.Message.Contains(type.FullName!, StringComparison.Ordinal)) return error.Message;
        var expected = type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
            : type == typeof(ulong) ? "a whole number, 0 or more"
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : "a number";
        return $"{option.Name} '{value.Value}': expected {expected}";
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Errors.Say(Told(error));
            await Console.Error.WriteLineAsync($"'tidegate {parsed.CommandResult.Command.Name} --help' lists what it takes.".Replace(" tidegate --help", " --help", StringComparison.Ordinal));
            return ExitStatus.CouldNotRun;
        }

        // The first Ctrl-C asks the verb to stop and write what it has; a second one ends the process at once.
        using var cancel = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            if (cancel.IsCancellationRequested) return;
            signal.Cancel = true;
            cancel.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancel.Token);
        }
        catch (Exception error) when (Errors.Explain(error) is { } line)
        {
            Errors.Say(line);
            return ExitStatus.CouldNotRun;
        }
    }
}
