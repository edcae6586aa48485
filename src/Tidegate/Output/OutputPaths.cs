using Tidegate.Scanning;
using Tidegate.Storage;

namespace Tidegate.Output;

/// <summary>Where outputs go: what is standard output, what is a device, and what must not be overwritten.</summary>
internal static class OutputPaths
{
    private static readonly StringComparer Same = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Whether a path means standard output.</summary>
    public static bool IsStandardOutput(string? path) => path is "-" or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";

    /// <summary>Whether a full path is a device's, or one that the kernel makes.</summary>
    public static bool IsDevice(string full) => full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal);

    /// <summary>The file that a full path means in the end, links followed.</summary>
    public static string Target(string full) => File.Exists(full) && !IsDevice(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;

    /// <summary>Refuses a scan that would write over its own input, or two outputs into one file.</summary>
    /// <exception cref="UserErrorException">Names the option and the file.</exception>
    /// <exception cref="Traffic.TrafficSourceException">An input is missing.</exception>
    public static void Check(ScanRequest request)
    {
        var inputs = FilePatterns.Expand(request.Files).Where(f => f != EventFiles.StandardInput).Select(f => Target(Path.GetFullPath(f))).ToHashSet(Same);
        var outputs = new Dictionary<string, string>(Same);
        foreach (var (option, path) in new[] { ("--report", request.Report), ("--html", request.Html), ("--csv", request.Csv) })
        {
            if (string.IsNullOrEmpty(path)) continue;
            var full = IsStandardOutput(path) ? "-" : Target(Path.GetFullPath(path));
            if (IsDevice(full)) continue;
            if (inputs.Contains(full)) throw new UserErrorException($"{option} '{path}' is one of the files to be scanned; expected another file, so that the traffic stays");
            if (!outputs.TryAdd(full, option)) throw new UserErrorException($"{outputs[full]} and {option} both write to '{path}'; expected a file each");
        }
    }
}
