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

    /// <summary>Refuses to write over an input, or two outputs into one file.</summary>
    /// <param name="files">Inputs: files and globs.</param>
    /// <param name="done">What is done with them, for the message: "scanned".</param>
    /// <param name="to">Where each option writes to; null or empty where it is not given.</param>
    /// <exception cref="UserErrorException">Names the option and the file.</exception>
    /// <exception cref="Traffic.TrafficSourceException">An input is missing.</exception>
    public static void Check(IEnumerable<string> files, string done, params IEnumerable<(string Option, string? Path)> to)
    {
        var inputs = FilePatterns.Expand(files).Where(f => f != EventFiles.StandardInput).Select(f => Target(Path.GetFullPath(f))).ToHashSet(Same);
        var outputs = new Dictionary<string, string>(Same);
        foreach (var (option, path) in to)
        {
            if (string.IsNullOrEmpty(path)) continue;
            var full = IsStandardOutput(path) ? "-" : Target(Path.GetFullPath(path));
            if (IsDevice(full)) continue;
            if (inputs.Contains(full)) throw new UserErrorException($"{option} '{path}' is one of the files to be {done}; expected another file, so that the traffic stays");
            if (!outputs.TryAdd(full, option)) throw new UserErrorException($"{outputs[full]} and {option} both write to '{path}'; expected a file each");
        }
    }
}
