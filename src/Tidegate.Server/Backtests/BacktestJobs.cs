using System.Text.Json;
using Tidegate.Decisions;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Traffic;

namespace Tidegate.Server.Backtests;

/// <summary>What a backtest is to replay.</summary>
internal sealed record BacktestPlan(DecisionPolicy Before, DecisionPolicy After, ScanOptions Options)
{
    /// <summary>The changed policy as its author wrote it; empty where only the policy is known.</summary>
    public string Text { get; init; } = "";
}

/// <summary>A backtest: under way, or how it ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">running, done, cancelled or failed.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Progress">How much of the journal was replayed, 0 to 1.</param>
internal sealed record BacktestView(string Id, string State, string By, DateTimeOffset StartedAt, double Progress)
{
    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The report, tidegate.backtest/1; null until it is done, and in lists.</summary>
    public JsonElement? Result { get; init; }
}

/// <summary>
/// Backtests over what the journal still holds: one at a time, on one thread, with the bounds of memory of the service's own
/// detection for each of its two sides. The last ten are kept until the service stops.
/// </summary>
internal sealed partial class BacktestJobs(LiveEngine engine, EngineOptions options, TimeProvider time, ILogger<BacktestJobs> log) : IDisposable
{
    private const int Kept = 10;

    private readonly Lock _lock = new();
    private readonly List<Job> _jobs = [];

    /// <summary>All that are kept, newest first, without their results.</summary>
    public IReadOnlyList<BacktestView> All
    {
        get
        {
            lock (_lock) return [.. _jobs.Select(j => j.View with { Result = null }).Reverse()];
        }
    }

    /// <summary>One of them; null when there is none.</summary>
    public BacktestView? Find(string id)
    {
        lock (_lock) return _jobs.Find(j => j.View.Id == id)?.View;
    }

    /// <summary>What one of them is to replay; null when there is none.</summary>
    public BacktestPlan? PlanOf(string id)
    {
        lock (_lock) return _jobs.Find(j => j.View.Id == id)?.Plan;
    }

    /// <summary>Starts one.</summary>
    /// <exception cref="ProblemException">Another runs.</exception>
    public BacktestView Start(BacktestPlan plan, string by)
    {
        lock (_lock)
        {
            if (_jobs.Find(j => j.IsRunning) is { } other) throw new ProblemException(StatusCodes.Status409Conflict, "a backtest is running already", "state", other.View.Id, "its end, or DELETE /v1/policies/backtest/" + other.View.Id);
            if (_jobs.Count == Kept) _jobs.RemoveAt(0);
            var job = new Job(new BacktestView("b" + Guid.CreateVersion7().ToString("N"), "running", by, time.GetUtcNow(), 0), plan);
            _jobs.Add(job);
            job.Work = Task.Factory.StartNew(() => Run(job, plan), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return job.View;
        }
    }

    /// <summary>Cancels one that runs; its end follows. Null when there is none.</summary>
    public BacktestView? Cancel(string id)
    {
        lock (_lock)
        {
            var job = _jobs.Find(j => j.View.Id == id);
            if (job is { IsRunning: true }) job.Cancel.Cancel();
            return job?.View;
        }
    }

    public void Dispose()
    {
        List<Job> jobs;
        lock (_lock)
        {
            jobs = [.. _jobs];
            foreach (var job in jobs) job.Cancel.Cancel();
        }

        Task.WaitAll([.. jobs.Select(j => j.Work)]);
        foreach (var job in jobs) job.Cancel.Dispose();
    }

    private void Run(Job job, BacktestPlan plan)
    {
        try
        {
            var names = new TrafficNames();
            new NumberPlan().NameNetworks(names.Networks);
            using var source = new JournalSource(engine, names, options.Detection.MaxKnownNumbers, kept: [], job.Cancel.Token);
            job.Source = source;
            var report = Backtest.Run(source, names, plan.Options with { Detection = options.Detection }, plan.Before, plan.After, sideBySide: false, cancel: job.Cancel.Token);
            using var json = new MemoryStream();
            BacktestJson.Write(json, report);
            End(job, report.CutShort ? "cancelled" : "done", null, JsonSerializer.Deserialize<JsonElement>(json.ToArray()));
        }
        catch (Exception e)
        {
            LogFailed(log, job.View.Id, e);
            End(job, "failed", e is OutOfMemoryException ? "out of memory" : e.Message, null);
        }
    }

    private void End(Job job, string state, string? error, JsonElement? result)
    {
        lock (_lock) job.End(job.View with { State = state, EndedAt = time.GetUtcNow(), Error = error, Result = result });
    }

    [LoggerMessage(1050, LogLevel.Error, "Backtest {Id} failed")]
    private static partial void LogFailed(ILogger log, string id, Exception error);

    private sealed class Job(BacktestView view, BacktestPlan plan)
    {
        private BacktestView _view = view;

        public BacktestPlan Plan { get; } = plan;

        public CancellationTokenSource Cancel { get; } = new();

        public Task Work { get; set; } = Task.CompletedTask;

        public JournalSource? Source { get; set; }

        public bool IsRunning => _view.EndedAt is null;

        public BacktestView View => IsRunning && Source is { } source ? _view with { Progress = Math.Round(source.Progress, 3) } : _view;

        public void End(BacktestView last) => _view = last with { Progress = last.State == "done" ? 1 : last.Progress };
    }
}
