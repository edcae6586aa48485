using System.Text.Json;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>Prints the whole report of a scan as JSON: to compare what is found before and after a change made for speed.</summary>
internal static class ReportDump
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Arguments: files.</summary>
    public static int Run(string[] args)
    {
        var names = new TrafficNames();
        using var source = new BackgroundEventSource(EventFiles.Open(args, names));
        var report = Scan.Run(source, names, new NumberPlan(), new ScanOptions());
        Console.WriteLine(JsonSerializer.Serialize(report, Indented));
        return 0;
    }
}
