using Tidegate.Enforcement;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Settings;

/// <summary>Reads and checks the service's settings.</summary>
internal static class ServeConfig
{
    private static readonly Dictionary<string, bool> Answers = new(StringComparer.Ordinal) { ["allow"] = false, ["block"] = true };

    private static readonly Dictionary<string, RunMode?> Modes = new(StringComparer.Ordinal) { ["monitor"] = RunMode.Monitor, ["enforce"] = RunMode.Enforce };

    /// <summary>Reads the settings.</summary>
    /// <param name="file">Configuration file; null for none.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="data">Data directory of the command line, which wins.</param>
    /// <param name="urls">Addresses of the command line, which win.</param>
    /// <exception cref="ConfigException">A key is not known, or a value will not do.</exception>
    public static ServeOptions Read(string? file, IReadOnlyDictionary<string, string> environment, string? data = null, string? urls = null)
    {
        var keys = ConfigKeys.Read(file, environment);
        var standard = new ServeOptions();
        var engine = standard.Engine;
        var options = new ServeOptions
        {
            Urls = Addresses(keys, urls ?? keys.Text("urls", standard.Urls), urls is null),
            Mode = keys.Word("mode", null, Modes),
            MaxLineBytes = (int)keys.Whole("ingest.max_line_bytes", standard.MaxLineBytes, 1024, 16 << 20),
            MaxBodyBytes = keys.Whole("ingest.max_body_bytes", standard.MaxBodyBytes, 1 << 20, 1L << 40),
            Access = Access.AccessConfig.Read(keys),
            Retention = Privacy.RetentionConfig.Read(keys),
            Watch = WatchConfig.Read(keys),
            Telemetry = Telemetry.TelemetryOptions.Read(keys),
            Smpp = Smpp.SmppConfig.Read(keys),
            MaxCheckBytes = (int)keys.Whole("check.max_body_bytes", standard.MaxCheckBytes, 1024, 64 << 20),
            MaxChecks = (int)keys.Whole("check.max_concurrent", standard.MaxChecks, 1, 1_000_000),
            AlternativeChannel = keys.Text("check.alternative_channel", standard.AlternativeChannel),
            BlockOn = [.. FailurePolicies.Names.Where(n => keys.Word("failure_policies." + n.Key, false, Answers)).Select(n => n.Value)],
            Force = keys.Words("failures_forced", FailurePolicies.Names),
            Notifications = NotificationConfig.Read(keys),
            Engine = engine with
            {
                Data = data ?? keys.Text("data", engine.Data),
                QueueEvents = (int)keys.Whole("ingest.queue_events", engine.QueueEvents, 1000, 100_000_000),
                QueueBytes = keys.Whole("ingest.queue_bytes", engine.QueueBytes, 1 << 20, 1L << 36),
                SnapshotEvery = keys.Duration("snapshots.every", engine.SnapshotEvery, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
                JournalRetention = keys.Duration("retention.journal", keys.Duration("journal.retention", engine.JournalRetention, TimeSpan.Zero, TimeSpan.FromDays(366)), TimeSpan.Zero, TimeSpan.FromDays(366)),
                BusyTimeout = keys.Duration("journal.busy_timeout", engine.BusyTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
                StaleAfter = keys.Duration("detection.stale_after", engine.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
                Detection = engine.Detection with
                {
                    MaxMessages = (int)keys.Whole("detection.max_messages", engine.Detection.MaxMessages, 1024, 1 << 28),
                    MaxPlaces = (int)keys.Whole("detection.max_places", engine.Detection.MaxPlaces, 1024, 1 << 28),
                    MaxKnownNumbers = (int)keys.Whole("detection.max_known_numbers", engine.Detection.MaxKnownNumbers, 1024, 1 << 28),
                    SubmissionLateness = keys.Duration("detection.submission_lateness", engine.Detection.SubmissionLateness, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
                    FeedbackLateness = keys.Duration("detection.feedback_lateness", engine.Detection.FeedbackLateness, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
                },
            },
        };
        options = options with { Schedules = ScheduleConfig.Read(keys, options.Notifications.Channels) };
        options = options with { Evidence = Packs.EvidenceOptions.Read(keys, options.Engine.JournalRetention) };
        if (data is not null) keys.Text("data", "");
        if (urls is not null) keys.Text("urls", "");
        keys.CheckAllRead([.. keys.Asked, "failures_forced"]);
        return options;
    }

    private static string Addresses(ConfigKeys keys, string urls, bool configured)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var plain = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (Uri.TryCreate(plain, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") continue;
            const string expected = "addresses such as http://127.0.0.1:5080, separated by ';'";
            throw configured && urls != new ServeOptions().Urls ? keys.Wrong("urls", expected) : new ConfigException($"--urls: '{url}' will not do; expected {expected}");
        }

        return urls;
    }

    /// <summary>Whether all addresses are of this machine alone.</summary>
    public static bool IsLoopback(string urls) =>
        urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback);
}
