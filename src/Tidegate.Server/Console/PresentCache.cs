using Tidegate.Server.Engine;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Console;

/// <summary>The last hour beside what was usual, read from the sums once for all who look.</summary>
internal sealed class PresentCache(LiveEngine engine, TimeProvider time) : IDisposable
{
    /// <summary>Minutes that are looked at, the running one included.</summary>
    public const int Minutes = 61;

    private const long MinuteMs = 60_000;

    private readonly PresentReader _reader = new(engine.Sums.Rollups);
    private readonly CostlyLook<PresentTraffic> _looks = new(time, TimeSpan.FromSeconds(4));

    /// <summary>It, for one customer or for all; or why it cannot be read.</summary>
    public async Task<(PresentTraffic? Traffic, string? Fault)> ReadAsync(string? customer, CancellationToken cancel)
    {
        try
        {
            return (await _looks.GetAsync(customer ?? "", () => Task.Run(() => _reader.Read((engine.Clock.Now / MinuteMs) + 1, Minutes, customer), cancel), cancel), null);
        }
        catch (IOException e)
        {
            return (null, e.Message);
        }
    }

    public void Dispose() => _looks.Dispose();
}
