using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Privacy;

/// <summary>Sums of the traffic: no numbers in them, but who sent how much where.</summary>
internal sealed class RetainedTraffic(LiveEngine engine, LiveSettings settings) : IRetained
{
    private const long MinuteMs = 60_000;

    /// <inheritdoc/>
    public string Kind => "traffic";

    /// <inheritdoc/>
    public TimeSpan Keep => settings.Current.Retention.Traffic;

    /// <inheritdoc/>
    public Task<int> DeleteAsync(DateTimeOffset before) => Task.FromResult(engine.Sums.Rollups.DeleteBefore(before.ToUnixTimeMilliseconds() / MinuteMs));

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft() => engine.Sums.Rollups.Oldest() is { } minute ? DateTimeOffset.FromUnixTimeMilliseconds(minute * MinuteMs) : null;
}
