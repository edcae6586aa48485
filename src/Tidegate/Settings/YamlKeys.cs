using System.Globalization;
using Tidegate.Output;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tidegate.Settings;

/// <summary>
/// The keys of a YAML file, read one by one. Every key may be left out; a key that is not known is an error, not a silence,
/// and every error names file, line, key, value and what was expected.
/// </summary>
internal sealed class YamlKeys
{
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly string _path;

    private YamlKeys(string file, YamlMappingNode map, string[] known, string path = "")
    {
        _file = file;
        _path = path;
        foreach (var (key, value) in map)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(name, StringComparer.Ordinal))
                throw new UserErrorException($"{file}, line {key.Start.Line}: unknown key '{path}{name}'; expected one of {string.Join(", ", known)}");
            _values.Add(name, value);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for errors: "policy".</param>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static string Text(string path, string what)
    {
        if (Directory.Exists(path)) throw new UserErrorException($"cannot read the {what} '{path}': it is a directory; expected a file");
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var reason = error is FileNotFoundException or DirectoryNotFoundException ? "no such file" : error.Message;
            throw new UserErrorException($"cannot read the {what} '{path}': {reason}", error);
        }
    }

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">YAML, one document; an empty one has no keys.</param>
    /// <param name="file">Name of the file, for errors.</param>
    /// <param name="known">Keys that may stand there.</param>
    /// <exception cref="UserErrorException">It is not YAML, or has an unknown key.</exception>
    public static YamlKeys Parse(string text, string file, params string[] known)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw new UserErrorException($"{file}, line {error.Start.Line}: not YAML: {error.Message}", error);
        }

        if (yaml.Documents.Count > 1) throw new UserErrorException($"{file}: {yaml.Documents.Count} documents, expected one");
        var root = yaml.Documents.Count == 0 ? new YamlMappingNode() : yaml.Documents[0].RootNode;
        return root switch
        {
            YamlMappingNode map => new YamlKeys(file, map, known),
            YamlScalarNode { Value: null or "" } => new YamlKeys(file, [], known),
            _ => throw new UserErrorException($"{file}, line {root.Start.Line}: expected keys and values such as '{known[0]}: ...'"),
        };
    }

    /// <summary>A number within bounds.</summary>
    public double Number(string key, double standard, double least, double most, string meaning)
    {
        if (!_values.TryGetValue(key, out var node)) return standard;
        var expected = $"a number from {least} to {most} ({meaning})";
        var text = Scalar(key, node, expected);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, node, text, expected);
    }

    /// <summary>A length of time within bounds.</summary>
    public TimeSpan Duration(string key, TimeSpan standard, TimeSpan least, TimeSpan most)
    {
        if (!_values.TryGetValue(key, out var node)) return standard;
        var expected = $"a length of time from {least.TotalMinutes} minutes to {most.TotalDays} days, such as 90s, 60m, 1h30m or 2d";
        var text = Scalar(key, node, expected);
        return DurationText.TryParse(text, out var value) && value >= least && value <= most ? value : throw Wrong(key, node, text, expected);
    }

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool standard) => One(key, standard, "true or false", text => text switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    });

    /// <summary>A text; empty when the key is left out.</summary>
    public string Word(string key) => _values.TryGetValue(key, out var node) ? Scalar(key, node, "a text") : "";

    /// <summary>A text of a form; empty when it is left out or empty.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What was expected, for errors.</param>
    /// <param name="read">Gives the text as it is taken; null when it will not do.</param>
    public string Form(string key, string expected, Func<string, string?> read)
    {
        var text = Word(key);
        return text.Length == 0 ? "" : read(text) ?? throw Wrong(key, _values[key], text, expected);
    }

    /// <summary>A value of a kind.</summary>
    /// <param name="key">The key.</param>
    /// <param name="standard">What it is when left out.</param>
    /// <param name="expected">What was expected, for errors.</param>
    /// <param name="read">Reads the text; null when it will not do.</param>
    public T One<T>(string key, T standard, string expected, Func<string, T?> read)
        where T : struct
    {
        if (!_values.TryGetValue(key, out var node)) return standard;
        var text = Scalar(key, node, expected);
        return read(text) ?? throw Wrong(key, node, text, expected);
    }

    /// <summary>The keys under a key; none when it is left out.</summary>
    public YamlKeys Section(string key, params string[] known)
    {
        if (!_values.TryGetValue(key, out var node)) return new YamlKeys(_file, [], known, _path + key + ".");
        return node is YamlMappingNode map ? new YamlKeys(_file, map, known, _path + key + ".") : throw Wrong(key, node, Shown(node), "keys and values");
    }

    /// <summary>The keys of each item of a list; none when it is left out.</summary>
    public IReadOnlyList<YamlKeys> Sections(string key, params string[] known)
    {
        if (!_values.TryGetValue(key, out var node)) return [];
        if (node is not YamlSequenceNode list) throw Wrong(key, node, Shown(node), "a list");
        return [.. list.Select((item, i) => item is YamlMappingNode map ? new YamlKeys(_file, map, known, $"{_path}{key}[{i}].") : throw Wrong($"{key}[{i}]", item, Shown(item), "keys and values"))];
    }

    /// <summary>Whether a key is stated.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The error for a stated value that will not do.</summary>
    public UserErrorException WrongValue(string key, string expected) => Wrong(key, _values[key], Shown(_values[key]), expected);

    /// <summary>The error for an item of a list that will not do.</summary>
    public UserErrorException WrongItem(string key, int index, string expected)
    {
        var item = ((YamlSequenceNode)_values[key])[index];
        return Wrong($"{key}[{index}]", item, Shown(item), expected);
    }

    /// <summary>A list of texts; null when the key is left out.</summary>
    public IReadOnlyList<string>? List(string key, string expected)
    {
        if (!_values.TryGetValue(key, out var node)) return null;
        if (node is not YamlSequenceNode list) throw Wrong(key, node, Shown(node), expected);
        return [.. list.Select((item, i) => item is YamlScalarNode { Value.Length: > 0 } name ? name.Value : throw Wrong($"{key}[{i}]", item, Shown(item), expected))];
    }

    /// <summary>A table from texts to values of a kind; empty when the key is left out.</summary>
    public IReadOnlyDictionary<string, T> Table<T>(string key, string expected, Func<string, T?> read)
        where T : struct
    {
        var table = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        if (!_values.TryGetValue(key, out var node)) return table;
        if (node is not YamlMappingNode map) throw Wrong(key, node, Shown(node), "names and values");
        foreach (var (name, value) in map)
            table[Shown(name)] = read(Shown(value)) ?? throw Wrong($"{key}.{Shown(name)}", value, Shown(value), expected);
        return table;
    }

    /// <summary>The error for a key that must be there.</summary>
    public UserErrorException Missing(string key, string expected) => new($"{_file}: key '{_path}{key}' is missing; expected {expected}");

    private static string Shown(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode => "a list",
        _ => "a mapping",
    };

    private string Scalar(string key, YamlNode node, string expected) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Wrong(key, node, Shown(node), expected);

    private UserErrorException Wrong(string key, YamlNode node, string value, string expected) =>
        new($"{_file}, line {node.Start.Line}: {_path}{key}: '{value}' will not do; expected {expected}");
}
