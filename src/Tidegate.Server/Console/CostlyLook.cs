namespace Tidegate.Server.Console;

/// <summary>
/// Something that takes long to look at, looked at once for all who ask, and again only when it is older than some times what the look
/// took: ten who watch an attack of a million messages cost no more than one.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="least">How long a look lasts at least.</param>
internal sealed class CostlyLook<T>(TimeProvider time, TimeSpan least) : IDisposable
{
    private const int MostKept = 256;
    private const int Times = 10;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, (T What, long At, TimeSpan Lasts)> _kept = new(StringComparer.Ordinal);

    /// <summary>What was seen last, or is seen now. What fails is not kept.</summary>
    public async Task<T> GetAsync(string key, Func<Task<T>> look, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_kept.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.At) < kept.Lasts) return kept.What;
            var begin = time.GetTimestamp();
            var what = await look();
            var took = time.GetElapsedTime(begin) * Times;
            if (_kept.Count >= MostKept) _kept.Clear();
            _kept[key] = (what, time.GetTimestamp(), took > least ? took : least);
            return what;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
