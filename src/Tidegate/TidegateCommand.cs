using System.CommandLine;
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

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Errors.Say(error.Message);
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
