using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tidegate.Server.Settings;

/// <summary>A setting that will not do: its path, the bad value, and what was expected.</summary>
internal sealed class ConfigException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Settings by path ("ingest.max_line_bytes"): those of the file (YAML, of which JSON is a part), then those of the
/// environment (TIDEGATE__INGEST__MAX_LINE_BYTES) over them. What nobody reads is an error, not a silence.
/// </summary>
internal sealed class ConfigKeys
{
    private const string Prefix = "TIDEGATE__";

    // Sections that may hold secrets, or addresses with one: their values are not repeated.
    private static readonly string[] Secretive = ["notifications.", "access.", "smpp.", "telemetry."];

    private readonly Dictionary<string, (string Value, string From)> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Reads a file, if there is one, and the environment.</summary>
    public static ConfigKeys Read(string? file, IReadOnlyDictionary<string, string> environment)
    {
        var keys = new ConfigKeys();
        if (file is not null) keys.AddFile(file);
        foreach (var (name, value) in environment.Where(e => e.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).OrderBy(e => e.Key, StringComparer.Ordinal))
            keys._values[name[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal).ToLowerInvariant()] = (value, name);
        return keys;
    }

    /// <summary>A text; <paramref name="standard"/> when the key is left out.</summary>
    public string Text(string path, string standard) => Value(path)?.Value ?? standard;

    /// <summary>A whole number within bounds.</summary>
    public long Whole(string path, long standard, long least, long most)
    {
        if (Value(path) is not { } set) return standard;
        return long.TryParse(set.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(path, $"a whole number from {least} to {most}");
    }

    /// <summary>A length of time within bounds.</summary>
    public TimeSpan Duration(string path, TimeSpan standard, TimeSpan least, TimeSpan most)
    {
        if (Value(path) is not { } set) return standard;
        return Durations.TryParse(set.Value, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(path, $"a length of time from {Durations.Text(least)} to {Durations.Text(most)}, such as 90s, 60m, 1h30m or 2d");
    }

    /// <summary>One of some words.</summary>
    public T Word<T>(string path, T standard, IReadOnlyDictionary<string, T> words)
    {
        if (Value(path) is not { } set) return standard;
        return words.TryGetValue(set.Value, out var value) ? value : throw Wrong(path, "one of " + string.Join(", ", words.Keys));
    }

    /// <summary>A list of some words: "[a, b]" in the file, "a,b" in the environment.</summary>
    public IReadOnlyList<T> Words<T>(string path, IReadOnlyDictionary<string, T> words)
    {
        var set = _values.Keys.Where(k => k == path || k.StartsWith(path + "[", StringComparison.Ordinal)).OrderBy(k => k, StringComparer.Ordinal).ToList();
        var found = new List<T>();
        foreach (var key in set)
        {
            _read.Add(key);
            foreach (var word in _values[key].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                found.Add(words.TryGetValue(word, out var value) ? value : throw Wrong(key, "some of " + string.Join(", ", words.Keys)));
        }

        return found;
    }

    /// <summary>Paths of the items of a list, in order: "channels[0000]".</summary>
    public IReadOnlyList<string> Items(string path) =>
        [.. _values.Keys.Where(k => k.StartsWith(path + "[", StringComparison.Ordinal)).Select(k => k[..(k.IndexOf(']', path.Length) + 1)]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether a key is set.</summary>
    public bool Has(string path) => _values.ContainsKey(path);

    /// <summary>The error for a value that will not do.</summary>
    public ConfigException Wrong(string path, string expected)
    {
        var (value, from) = _values[path];
        return new ConfigException($"{from}: {path}: '{value}' will not do; expected {expected}");
    }

    /// <summary>Throws when there is a key that nobody has read.</summary>
    public void CheckAllRead(IEnumerable<string> known)
    {
        foreach (var (path, (value, from)) in _values.Where(v => !_read.Contains(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal))
            throw new ConfigException($"{from}: {path}: unknown key (with the value '{(Secretive.Any(s => path.StartsWith(s, StringComparison.Ordinal)) ? "(hidden)" : value)}'); expected one of {string.Join(", ", known)}");
    }

    /// <summary>All keys that were asked for.</summary>
    public IReadOnlyCollection<string> Asked { get; } = new SortedSet<string>(StringComparer.Ordinal);

    private (string Value, string From)? Value(string path)
    {
        ((SortedSet<string>)Asked).Add(path);
        if (!_values.TryGetValue(path, out var set)) return null;
        _read.Add(path);
        return set;
    }

    private void AddFile(string file)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(File.ReadAllText(file)));
        }
        catch (YamlException e)
        {
            throw new ConfigException($"{file}, line {e.Start.Line}: neither YAML nor JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"cannot read the configuration '{file}': {e.Message}", e);
        }

        if (yaml.Documents.Count > 0) Add(file, "", yaml.Documents[0].RootNode);
    }

    private void Add(string file, string path, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                foreach (var (key, value) in map) Add(file, (path.Length > 0 ? path + "." : "") + ((key as YamlScalarNode)?.Value ?? ""), value);
                break;
            case YamlSequenceNode list:
                for (var i = 0; i < list.Children.Count; i++) Add(file, $"{path}[{i:D4}]", list.Children[i]);
                break;
            case YamlScalarNode scalar when path.Length > 0:
                _values[path] = (scalar.Value ?? "", $"{file}, line {node.Start.Line}");
                break;
            case YamlScalarNode { Value: null or "" }:
                break;
            default:
                throw new ConfigException($"{file}: expected keys and values such as 'mode: monitor'");
        }
    }
}
