using System.Reflection;

namespace Tidegate.Server.Console;

/// <summary>How this program is called from a shell, for commands to copy: the program that runs is the one that is called.</summary>
internal static class OwnCommand
{
    /// <summary>The program as a word or two of a POSIX shell; "tidegate" where it runs within something else.</summary>
    public static string Program { get; } = Of(Environment.ProcessPath, Assembly.GetEntryAssembly());

    /// <summary>A text as one word of a POSIX shell.</summary>
    public static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-') ? text : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Of(string? process, Assembly? entry)
    {
        if (entry?.GetName().Name != "tidegate" || process is null) return "tidegate";
        var name = Path.GetFileNameWithoutExtension(process);
        if (name == "dotnet" && entry.Location.Length > 0) return "dotnet " + Quoted(entry.Location);
        return name == "tidegate" && !IsOnPath(process) ? Quoted(process) : "tidegate";
    }

    private static bool IsOnPath(string process) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Contains(Path.GetDirectoryName(process));
}
