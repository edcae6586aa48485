using Tidegate.Server.Engine;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Console;

/// <summary>The last hour beside what was usual, read from the sums once for all who look.</summary>
internal sealed class PresentCache(LiveEngine engine, TimeProvider time) : IDisposable
{
    /// <summary>Minutes that are looked at, the running one included.</summary>
    public const int Minutes = 61;

    private const long MinuteMs = 60_000;

    // A page does not wait longer: it is filled by itself once this is read.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly PresentReader _reader = new(engine.Sums.Rollups);
    private readonly CostlyLook<PresentTraffic> _looks = new(time, TimeSpan.FromSeconds(4));

    /// <summary>It, for one customer or for all; or why it cannot be read; or neither while it is being read.</summary>
    public async Task<(PresentTraffic? Traffic, string? Fault)> ReadAsync(string? customer, CancellationToken cancel)
    {
        try
        {
            var look = LookAsync(customer);
            return await Task.WhenAny(look, Task.Delay(Patience, time, cancel)) == look ? (await look, null) : (null, null);
        }
        catch (IOException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Reads it for all ahead of who asks first.</summary>
    public async Task PrepareAsync()
    {
        try
        {
            await LookAsync(null);
        }
        catch (IOException)
        {
            // told to who asks
        }
    }

    public void Dispose() => _looks.Dispose();

    // Whoever gave up waiting, the next finds it.
    private Task<PresentTraffic> LookAsync(string? customer) =>
        _looks.GetAsync(customer ?? "", () => Task.Run(() => _reader.Read((engine.Clock.Now / MinuteMs) + 1, Minutes, customer)), CancellationToken.None);
}
