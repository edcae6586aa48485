using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Scanning;
using Tidegate.Terminal;
using Tidegate.Traffic;

namespace Tidegate.Backtesting;

/// <summary>Runs a backtest: opens the output, then the inputs, replays, and says what would have been different.</summary>
internal static class BacktestRun
{
    /// <summary>Runs it and returns the exit status.</summary>
    /// <exception cref="UserErrorException">It could not run; the message says what, where, and what was expected.</exception>
    public static int Run(BacktestRequest request, CancellationToken cancel)
    {
        OutputPaths.Check(request.Input.Files, "replayed", ("--report", request.Input.Report));
        var toStandardOutput = string.Equals(request.Input.Report, "-", StringComparison.Ordinal);
        using var file = request.Input.Report is { } path && !toStandardOutput ? AtomicFile.Open(path, "JSON report") : null;
        var names = new TrafficNames();
        new NumberPlan().NameNetworks(names.Networks); // before the reader runs ahead: the same files give the same ids
        BacktestReport report;
        var named = new PolicyNames([request.Before, request.After], names);
        using (var source = named.Watch(InputFiles.Open(request.Input, names, cancel))) report = Replayed(source, names, request, cancel);

        InputFiles.CheckReadable(report.Sources, report.CutShort);
        if (!request.Input.Quiet && !report.CutShort) named.SayMissing();
        InputFiles.SayUnused(report.Sources, report.Counts, report.CutShort, request.Input.Order, "replayed");
        file?.Write("JSON report", stream => BacktestJson.Write(stream, report));
        if (toStandardOutput)
        {
            using var standard = Console.OpenStandardOutput();
            BacktestJson.Write(standard, report);
        }
        else if (!request.Input.Quiet)
        {
            BacktestTable.Print(Consoles.Output(), report, request.BeforeName, request.AfterName);
        }

        return ExitStatus.NothingFound;
    }

    private static BacktestReport Replayed(EventSource source, TrafficNames names, BacktestRequest request, CancellationToken cancel)
    {
        BacktestReport Replay(IProgress<ScanProgress>? progress) =>
            Backtest.Run(source, names, request.Input.Options, request.Before, request.After, progress, cancel: cancel);
        return request.Input.Quiet ? Replay(null) : ScanProgressBar.Show(Consoles.Error(), TimeProvider.System, Replay);
    }
}
