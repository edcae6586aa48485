using Microsoft.Data.Sqlite;

namespace Tidegate.Server.Scheduling;

/// <summary>Looks every two seconds whether a report is due, and whether the configuration has other schedules.</summary>
internal sealed partial class ReportClock(ScheduledReports reports, Casework.Operators operators, Settings.LiveSettings settings, TimeProvider time, ILogger<ReportClock> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        IReadOnlyList<ReportSchedule>? followed = null;
        try
        {
            do
            {
                try
                {
                    var configured = settings.Configured.Schedules;
                    if (!ReferenceEquals(followed, configured)) await operators.FollowConfigurationAsync(configured);
                    followed = configured;
                    await reports.SendDueAsync(stoppingToken);
                }
                catch (Exception e) when (e is SqliteException or IOException or Engine.NotDurableException)
                {
                    // Nothing was put in; what is due stays due.
                    LogLater(log, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
    }

    [LoggerMessage(1402, LogLevel.Warning, "Reports that are due wait: {Reason}")]
    private static partial void LogLater(ILogger log, string reason);
}
