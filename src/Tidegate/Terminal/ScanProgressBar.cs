using Spectre.Console;
using Tidegate.Pipeline;
using Tidegate.Reporting;

namespace Tidegate.Terminal;

/// <summary>Shows how far a scan is: a bar on a terminal, a plain line now and then elsewhere.</summary>
internal sealed class ScanProgressBar : IProgress<ScanProgress>
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _clock;
    private readonly ProgressTask? _task;
    private readonly long _started;
    private TimeSpan _lastShown;

    private ScanProgressBar(IAnsiConsole console, TimeProvider clock, ProgressTask? task)
    {
        _console = console;
        _clock = clock;
        _task = task;
        _started = clock.GetTimestamp();
    }

    /// <summary>Runs the work while showing its progress.</summary>
    public static T Show<T>(IAnsiConsole console, TimeProvider clock, Func<IProgress<ScanProgress>, T> work)
    {
        if (!console.Profile.Capabilities.Interactive) return work(new ScanProgressBar(console, clock, null));
        return console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new ScanProgressBar(console, clock, context.AddTask("reading", maxValue: 1))));
    }

    /// <inheritdoc/>
    public void Report(ScanProgress value)
    {
        var elapsed = _clock.GetElapsedTime(_started);
        var every = _task is null ? LineEvery : TimeSpan.FromMilliseconds(100);
        if (elapsed - _lastShown < every) return;
        _lastShown = elapsed;
        var line = Describe(value, elapsed);
        if (_task is null)
        {
            _console.WriteLine(line);
            return;
        }

        _task.IsIndeterminate = value.TotalBytes is null or 0;
        _task.Value = Part(value) ?? 0;
        _task.Description = line;
    }

    /// <summary>The figures in one line: events, rate, time left, event time reached, incidents.</summary>
    internal static string Describe(ScanProgress value, TimeSpan elapsed)
    {
        var line = $"{Phrases.Count(value.Events)} events";
        if (elapsed.TotalSeconds > 0.5) line += $", {Phrases.Count(value.Events / elapsed.TotalSeconds)}/s";
        if (Part(value) is { } part and > 0.01 && elapsed.TotalSeconds > 1) line += $", {Phrases.Span(elapsed * ((1 - part) / part))} left";
        if (value.EventTime is { } time) line += $", at {Phrases.Time(time)}";
        if (value.Incidents > 0) line += value.Incidents == 1 ? ", 1 incident" : $", {value.Incidents} incidents";
        return line;
    }

    private static double? Part(ScanProgress value) =>
        value.TotalBytes is > 0 and var total ? Math.Min(1, (double)value.BytesRead / total) : null;
}
