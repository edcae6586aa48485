using Microsoft.Data.Sqlite;

namespace Tidegate.Server.Scheduling;

/// <summary>Looks every two seconds whether a report is due.</summary>
internal sealed partial class ReportClock(ScheduledReports reports, TimeProvider time, ILogger<ReportClock> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await reports.SendDueAsync(stoppingToken);
                }
                catch (Exception e) when (e is SqliteException or IOException or Engine.NotDurableException)
                {
                    // Nothing was put in; what is due stays due.
                    LogLater(log, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
    }

    [LoggerMessage(1402, LogLevel.Warning, "Reports that are due wait: {Reason}")]
    private static partial void LogLater(ILogger log, string reason);
}
