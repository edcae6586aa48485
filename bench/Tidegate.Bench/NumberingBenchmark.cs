using System.Diagnostics;
using System.Globalization;
using PhoneNumbers;
using Tidegate.Numbering;

namespace Tidegate.Bench;

/// <summary>
/// Numbering: a million random mobile numbers of sixty countries, first with an empty plan (cold), then again (warm),
/// and libphonenumber itself on part of them.
/// </summary>
internal static class NumberingBenchmark
{
    private const int Numbers = 1_000_000;
    private const int ForLibrary = 50_000;

    private static readonly string[] Countries = [.. (
        "AE AM AZ BD BG BH BJ BR BY CI CM CO DE DZ EG ES ET FR GB GE GH ID IL IN IQ IR IT JO KE KG KH KM KW KZ LA LB LK MA MM MV MX MY " +
        "NG NP OM PE PH PK PL PS QA RO RU SA SD SV SY TH TJ UZ").Split(' ')];

    /// <summary>Runs it and prints what it measured.</summary>
    public static void Run(string[] args)
    {
        var seed = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        var numbers = Make(seed);
        // The library reads its own metadata once a process; that is paid before the clock starts, for both sides.
        PhoneNumberUtil.GetInstance().Parse("+994501234567", null);

        var watch = Stopwatch.StartNew();
        var spent = Cpu();
        var plan = new NumberPlan();
        ulong sum = 0;
        foreach (var number in numbers) sum += (ulong)plan.Lookup(number).Type;
        var cold = watch.Elapsed;
        var coldCpu = Cpu() - spent;
        Console.WriteLine($"cold: {Numbers:N0} numbers of {Countries.Length} countries in {cold.TotalSeconds:F3} s ({coldCpu.TotalSeconds:F3} s of processor); {plan.LibraryCalls:N0} library calls, {plan.Places:N0} places, {plan.Overflow} overflows");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 7; round++)
        {
            watch.Restart();
            foreach (var number in numbers) sum += (ulong)plan.Lookup(number).Type;
            if (watch.Elapsed < best) best = watch.Elapsed;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"warm: {best.TotalNanoseconds / Numbers:F1} ns a lookup, {allocated} bytes allocated in {7 * Numbers:N0} lookups");

        var library = PhoneNumberUtil.GetInstance();
        watch.Restart();
        for (var i = 0; i < ForLibrary; i++)
        {
            var parsed = library.Parse("+" + numbers[i].ToString(CultureInfo.InvariantCulture), null);
            sum += (ulong)library.GetNumberType(parsed) + (ulong)(library.GetRegionCodeForNumber(parsed)?.Length ?? 0);
        }
        Console.WriteLine($"libphonenumber: {watch.Elapsed.TotalNanoseconds / ForLibrary:F0} ns for parse, type and region (checksum {sum})");
    }

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;

    private static ulong[] Make(int seed)
    {
        var library = PhoneNumberUtil.GetInstance();
        var random = new Random(seed);
        var numbers = new ulong[Numbers];
        for (var i = 0; i < numbers.Length;)
        {
            var example = library.GetExampleNumberForType(Countries[random.Next(Countries.Length)], PhoneNumberType.MOBILE);
            var text = library.Format(example, PhoneNumberFormat.E164)[1..];
            var code = example.CountryCode.ToString(CultureInfo.InvariantCulture).Length;
            // Two digits behind the calling code stay, so that most are mobile numbers and some are not allocated.
            for (var n = 0; n < 1000 && i < numbers.Length; n++)
            {
                ulong number = 0;
                for (var d = 0; d < text.Length; d++) number = number * 10 + (d < code + 2 ? (ulong)(text[d] - '0') : (ulong)random.Next(10));
                numbers[i++] = number;
            }
        }
        return numbers;
    }
}
