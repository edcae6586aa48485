using System.IO.Enumeration;
using Tidegate.Traffic;

namespace Tidegate.Storage;

/// <summary>Turns paths and globs into files, for shells that do not and for quoted globs.</summary>
internal static class FilePatterns
{
    /// <summary>The files meant, each once, in order of the patterns and of the names within one.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> patterns)
    {
        var files = new List<string>();
        foreach (var pattern in patterns)
        {
            if (pattern == EventFiles.StandardInput || File.Exists(pattern)) files.Add(pattern);
            else if (pattern.AsSpan().ContainsAny('*', '?')) files.AddRange(Glob(pattern));
            else if (Directory.Exists(pattern)) throw new TrafficSourceException($"cannot open '{pattern}': it is a folder; expected a file or a glob such as '{pattern}/*'");
            else throw new TrafficSourceException($"cannot open '{pattern}': no such file");
        }

        if (files.Count == 0) throw new TrafficSourceException("no file named; expected paths, globs, or - for standard input");
        return [.. files.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Glob(string pattern)
    {
        var parts = pattern.Split('/', '\\');
        var fixedParts = parts.TakeWhile(p => !p.AsSpan().ContainsAny('*', '?')).ToArray();
        var root = string.Join('/', fixedParts);
        if (root.Length == 0) root = pattern[0] is '/' or '\\' ? "/" : ".";
        var found = Directory.Exists(root) ? Walk(root, parts.AsMemory(fixedParts.Length)).Order(StringComparer.Ordinal).ToArray() : [];
        return found.Length > 0 ? found : throw new TrafficSourceException($"no file matches '{pattern}'");
    }

    private static IEnumerable<string> Walk(string folder, ReadOnlyMemory<string> parts)
    {
        var part = parts.Span[0];
        var rest = parts[1..];
        if (part == "**")
        {
            var below = rest.Length == 0 ? new[] { "*" } : rest;
            foreach (var file in Walk(folder, below)) yield return file;
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                foreach (var file in Walk(inner, parts)) yield return file;
            }

            yield break;
        }

        var entries = rest.Length == 0 ? Directory.EnumerateFiles(folder) : Directory.EnumerateDirectories(folder);
        foreach (var entry in entries.Where(e => FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(e), ignoreCase: false)))
        {
            var path = folder == "." ? Path.GetFileName(entry) : entry;
            if (rest.Length == 0) yield return path;
            else foreach (var file in Walk(path, rest)) yield return file;
        }
    }
}
