using Tidegate.Enforcement;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Settings;

/// <summary>
/// How the service runs. To add a setting: a property here, its reading in <see cref="ServeConfig"/>, a line in docs/serve.md.
/// </summary>
internal sealed record ServeOptions
{
    /// <summary>Addresses to listen on, separated by ';'. Default http://127.0.0.1:5080.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>The engine's, with the data directory. Default ./tidegate-data.</summary>
    public EngineOptions Engine { get; init; } = new() { Data = "tidegate-data" };

    /// <summary>Whether verdicts are acted on; null where people set it while the service runs (monitor until then). Reloaded.</summary>
    public RunMode? Mode { get; init; }

    /// <summary>Longest event in bytes. Default 64 KiB.</summary>
    public int MaxLineBytes { get; init; } = 64 << 10;

    /// <summary>Largest body of a request in bytes, unpacked. Default 1 GiB for events.</summary>
    public long MaxBodyBytes { get; init; } = 1L << 30;

    /// <summary>Largest body of a check, and of any other request than events, in bytes. Default 4 MiB.</summary>
    public int MaxCheckBytes { get; init; } = 4 << 20;

    /// <summary>Most checks served at once; more are answered by the failure policy "overload". Default 1000. Reloaded.</summary>
    public int MaxChecks { get; init; } = 1000;

    /// <summary>What is advised instead of a message that is not sent. Default "app". Reloaded.</summary>
    public string AlternativeChannel { get; init; } = "app";

    /// <summary>Failures that block; all others allow. Reloaded.</summary>
    public IReadOnlyList<FailureKind> BlockOn { get; init; } = [];

    /// <summary>Failures made to happen, for drills. Reloaded.</summary>
    public IReadOnlyList<FailureKind> Force { get; init; } = [];

    /// <summary>Who is told of incidents. Reloaded.</summary>
    public Notify.Settings.NotificationSettings Notifications { get; init; } = new();

    /// <summary>Reports that go out by themselves, as the configuration has them. Reloaded.</summary>
    public IReadOnlyList<Scheduling.ReportSchedule> Schedules { get; init; } = [];

    /// <summary>How people sign in.</summary>
    public Access.AccessOptions Access { get; init; } = new();

    /// <summary>How long data is kept.</summary>
    public Privacy.RetentionOptions Retention { get; init; } = new();

    /// <summary>Whose messages are kept as evidence of incidents; nobody's by standard.</summary>
    public Packs.EvidenceOptions Evidence { get; init; } = new();

    /// <summary>The folder that is watched for export files; null for none.</summary>
    public Watching.WatchOptions? Watch { get; init; }

    /// <summary>Where traces go.</summary>
    public Telemetry.TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The SMPP proxy; null for none.</summary>
    public Smpp.SmppOptions? Smpp { get; init; }
}
