using System.CommandLine;
using Tidegate.Output;

namespace Tidegate.Scanning;

/// <summary>Tells a mistyped option, which would be taken for the name of a file, from a file.</summary>
internal static class UnknownOption
{
    private const int Near = 3; // letters apart, at most

    /// <summary>Refuses words that look like options and are no files.</summary>
    /// <exception cref="UserErrorException">Names the word, and the option nearest to it.</exception>
    public static void Check(IEnumerable<string> files, Command verb)
    {
        if (files.FirstOrDefault(f => f.Length > 1 && f[0] == '-' && !File.Exists(f)) is not { } word) return;
        var typed = word.Split('=')[0];
        var nearest = verb.Options.SelectMany(o => o.Aliases.Append(o.Name)).OrderBy(o => Distance(typed, o)).ThenBy(o => o, StringComparer.Ordinal).FirstOrDefault();
        var hint = nearest is not null && Distance(typed, nearest) <= Math.Min(Near, typed.Length / 3) ? $"did you mean '{nearest}'?" : $"'tidegate {verb.Name} --help' lists what there is";
        throw new UserErrorException($"unknown option '{typed}'; {hint}");
    }

    // Letters to change, add or drop (Levenshtein).
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
