using Tidegate.Server.Engine;

namespace Tidegate.Server.Settings;

/// <summary>
/// Looks every two seconds whether the configuration file has changed, and takes over what may change while the service
/// runs. A bad file changes nothing, and is told of until it is good again.
/// </summary>
internal sealed partial class ConfigReload(LiveEngine engine, LiveSettings live, SettingsEdits edits, ServeSource source, TimeProvider time, ILogger<ConfigReload> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (source.File is not { } file) return;
        var seen = Stamp(file);
        using var timer = new PeriodicTimer(Every, time);
        while (await Next(timer, stoppingToken))
        {
            var stamp = Stamp(file);
            if (stamp == seen) continue;
            seen = stamp;
            await ReloadAsync();
        }
    }

    /// <summary>Reads the configuration again and takes it over, if it is good.</summary>
    public async Task<bool> ReloadAsync()
    {
        try
        {
            var read = source.Read();
            var old = live.Configured;
            live.Take(read);
            engine.Enforcer.Failures.Set(read.BlockOn, read.Force);
            edits.Apply();
            if (read.Mode != old.Mode) await engine.SetFixedModeAsync(read.Mode);
            LogTaken(log, source.File ?? "", read.Mode?.ToString() ?? "not set");
            if (read with { Mode = old.Mode, MaxChecks = old.MaxChecks, AlternativeChannel = old.AlternativeChannel, BlockOn = old.BlockOn, Force = old.Force, Notifications = old.Notifications, Schedules = old.Schedules } != old) LogRestartNeeded(log, source.File ?? "");
            return true;
        }
        catch (ConfigException e)
        {
            live.Refuse(e.Message);
            LogRefused(log, e.Message);
            return false;
        }
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static (DateTime, long) Stamp(string file) => new FileInfo(file) is { Exists: true } info ? (info.LastWriteTimeUtc, info.Length) : default;

    [LoggerMessage(1200, LogLevel.Information, "Configuration '{File}' taken over; mode {Mode}")]
    private static partial void LogTaken(ILogger log, string file, string mode);

    [LoggerMessage(1201, LogLevel.Error, "The changed configuration is bad, the last good one stays in force: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "Configuration '{File}' has changes that need a restart")]
    private static partial void LogRestartNeeded(ILogger log, string file);
}

/// <summary>Where the settings come from.</summary>
internal sealed record ServeSource(string? File, string? Data, string? Urls)
{
    /// <summary>Reads the settings.</summary>
    public ServeOptions Read()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        return ServeConfig.Read(File, environment, Data, Urls);
    }
}

/// <summary>The settings in force, of which some change while the service runs.</summary>
internal sealed class LiveSettings(ServeOptions options)
{
    private readonly Lock _changing = new();
    private volatile ServeOptions _configured = options;
    private volatile ServeOptions _current = options;
    private volatile string? _refused;
    private Func<ServeOptions, ServeOptions> _edit = static o => o;

    /// <summary>The settings in force.</summary>
    public ServeOptions Current => _current;

    /// <summary>The settings as the configuration has them, without what people changed.</summary>
    public ServeOptions Configured => _configured;

    /// <summary>Why the configuration as it is on disk is not in force; null when it is.</summary>
    public string? Refused => _refused;

    /// <summary>Takes new ones.</summary>
    public void Take(ServeOptions options)
    {
        lock (_changing)
        {
            _configured = options;
            _current = _edit(options);
            _refused = null;
        }
    }

    /// <summary>Puts what people changed over the configuration, now and whenever it is read.</summary>
    public void Edit(Func<ServeOptions, ServeOptions> edit)
    {
        lock (_changing)
        {
            _edit = edit;
            _current = edit(_configured);
        }
    }

    /// <summary>Notes that new ones were bad.</summary>
    public void Refuse(string reason) => _refused = reason;
}
