using System.Diagnostics;
using System.Globalization;
using Tidegate.Smpp.Tests.Fuzzing;

namespace Tidegate.Bench;

/// <summary>`smpp fuzz N [SEED]`: mutates golden PDUs on every core until N were tried, and stops at the first that breaks a promise of the codec.</summary>
internal static class SmppFuzz
{
    private const long Block = 1_000_000;

    public static int Run(string[] args)
    {
        if (args is not ["fuzz", var countText, .. var rest] || !double.TryParse(countText, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted) || rest.Length > 1)
        {
            Console.Error.WriteLine("smpp fuzz N [SEED]");
            return 2;
        }

        var seed = rest.Length == 1 ? ulong.Parse(rest[0], CultureInfo.InvariantCulture) : (ulong)Random.Shared.NextInt64();
        var blocks = (long)Math.Ceiling(wanted / Block);
        Console.WriteLine($"seed {seed}: {blocks} blocks of {Block} PDUs; block b has seed {seed} + b");
        var begin = Stopwatch.GetTimestamp();
        var (next, tried, sound, framed) = (-1L, 0L, 0L, 0L);
        string? broken = null;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Console.WriteLine(Said());
        if (broken is not null) Console.Error.WriteLine(broken);
        return broken is null ? 0 : 1;

        void Work()
        {
            for (var block = Interlocked.Increment(ref next); block < blocks && Volatile.Read(ref broken) is null; block = Interlocked.Increment(ref next))
            {
                var fuzz = new PduFuzz(seed + (ulong)block);
                try
                {
                    while (fuzz.Tried < Block) fuzz.Next();
                }
                catch (Exception e)
                {
                    Volatile.Write(ref broken, $"seed {seed + (ulong)block}, PDU {fuzz.Tried}: {Convert.ToHexStringLower(fuzz.Last)}: {e}");
                }

                Interlocked.Add(ref tried, fuzz.Tried);
                Interlocked.Add(ref sound, fuzz.Sound);
                Interlocked.Add(ref framed, fuzz.Framed);
                if ((block + 1) % 50 == 0) Console.WriteLine(Said());
            }
        }

        string Said()
        {
            var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            using var process = Process.GetCurrentProcess();
            return string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref tried)} PDUs ({Interlocked.Read(ref sound)} readable, {Interlocked.Read(ref framed)} framed) in {seconds:F0} s, {Interlocked.Read(ref tried) / seconds / 1e6:F2} M/s; memory at most {process.PeakWorkingSet64 >> 20} MiB");
        }
    }
}
