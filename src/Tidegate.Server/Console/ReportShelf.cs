using Tidegate.Reporting.Tables;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>A report as a page asks for it.</summary>
/// <param name="Name">Which.</param>
/// <param name="Since">Begin of its period.</param>
/// <param name="Until">End of its period.</param>
/// <param name="Network">Network of a comparison; empty for that with most messages.</param>
internal sealed record AskedReport(string Name, DateTimeOffset Since, DateTimeOffset Until, string Network);

/// <summary>
/// Reports that pages show: the first part as soon as it is there, the whole once it is, and that for some minutes to all who look. What was
/// counted since is not in it; the page says when it was made.
/// </summary>
internal sealed class ReportShelf(LiveEngine engine, TimeProvider time)
{
    private const int MostKept = 32;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<AskedReport, Making> _kept = [];

    /// <summary>What there is of a report: its first part at first, the whole from when it is made.</summary>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public async Task<ReportDocument> LookAsync(AskedReport asked, CancellationToken cancel)
    {
        var making = Begin(asked);
        try
        {
            await Task.WhenAny(making.First.Task, making.Whole).WaitAsync(cancel);
            if (!making.Whole.IsCompleted && making.IsShown) await Task.WhenAny(making.Whole, Task.Delay(Patience, cancel));
            making.IsShown = true;
            return await (making.Whole.IsCompleted ? making.Whole : making.First.Task);
        }
        catch (IOException)
        {
            Forget(asked);
            throw;
        }
    }

    /// <summary>Has a report made anew when it is asked for next.</summary>
    public void Forget(AskedReport asked)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(asked, out var making) && making.Whole.IsCompleted) _kept.Remove(asked);
        }
    }

    private Making Begin(AskedReport asked)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(asked, out var known) && (!known.Whole.IsCompleted || time.GetElapsedTime(known.At) < Lasts)) return known;
            foreach (var old in _kept.Where(k => k.Value.Whole.IsCompleted && time.GetElapsedTime(k.Value.At) >= Lasts).Select(k => k.Key).ToList()) _kept.Remove(old);
            if (_kept.Count >= MostKept)
            {
                var oldest = _kept.Where(k => k.Value.Whole.IsCompleted).OrderBy(k => k.Value.At).Select(k => k.Key).FirstOrDefault()
                    ?? throw new IOException($"{MostKept} reports are in the making; look again when they are");
                _kept.Remove(oldest);
            }

            return _kept[asked] = Make(asked);
        }
    }

    // For all who look: nobody who goes away ends it.
    private Making Make(AskedReport asked)
    {
        var first = new TaskCompletionSource<ReportDocument>(TaskCreationOptions.RunContinuationsAsynchronously);
        var whole = Task.Run(() => ReportEndpoints.MakeAsync(engine, asked.Name, asked.Since, asked.Until, asked.Network.Length > 0 ? asked.Network : null, time, CancellationToken.None, soon => first.TrySetResult(soon)));
        return new Making(first, whole!, time.GetTimestamp());
    }

    private sealed record Making(TaskCompletionSource<ReportDocument> First, Task<ReportDocument> Whole, long At)
    {
        public bool IsShown { get; set; }
    }
}
