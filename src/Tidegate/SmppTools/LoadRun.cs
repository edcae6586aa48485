using System.Diagnostics;

namespace Tidegate.SmppTools;

/// <summary>One load over all its binds.</summary>
internal static class LoadRun
{
    /// <exception cref="IOException">It could not begin.</exception>
    public static async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken cancel)
    {
        var binds = new List<LoadBind>();
        try
        {
            for (var i = 0; i < options.Binds; i++)
            {
                var (share, before) = (Share(options, i), (ulong)Enumerable.Range(0, i).Sum(j => (long)Share(options, j)));
                var bind = new LoadBind(options, share, options.To + before);
                binds.Add(bind);
                await bind.BindAsync(cancel);
            }

            var begin = Stopwatch.GetTimestamp();
            await Task.WhenAll(binds.Select(b => Task.Run(() => b.RunAsync(cancel), cancel)));
            var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            foreach (var bind in binds) await bind.DisposeAsync(); // from here on nothing is counted any more
            return Sum(binds, seconds);
        }
        catch (TimeoutException e)
        {
            throw new IOException($"{options.Host}:{options.Port} did not answer a bind in {options.Patience.TotalSeconds:0} s", e);
        }
        finally
        {
            foreach (var bind in binds) await bind.DisposeAsync();
        }
    }

    private static int Share(LoadOptions options, int bind) => (options.Count / options.Binds) + (bind < options.Count % options.Binds ? 1 : 0);

    private static LoadResult Sum(List<LoadBind> binds, double seconds)
    {
        var sum = new LoadResult { Seconds = seconds };
        foreach (var one in binds.Select(b => b.Result))
        {
            sum.Sent += one.Sent;
            sum.Answered += one.Answered;
            sum.Accepted += one.Accepted;
            sum.Strange += one.Strange;
            sum.Repeated += one.Repeated;
            sum.Receipts += one.Receipts;
            sum.ReceiptsStrange += one.ReceiptsStrange;
            foreach (var (status, count) in one.Statuses) sum.Statuses[status] = sum.Statuses.GetValueOrDefault(status) + count;
        }

        sum.Latencies = [.. binds.SelectMany(b => b.Latencies)];
        Array.Sort(sum.Latencies);
        return sum;
    }
}
