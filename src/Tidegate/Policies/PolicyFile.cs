using System.Globalization;
using Tidegate.Decisions;
using Tidegate.Output;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tidegate.Policies;

/// <summary>Reads a policy from YAML. Every key may be left out; a key that is not known is an error, not a silence.</summary>
internal static class PolicyFile
{
    private static readonly string[] Keys =
        ["monitor_at", "block_at", "block_for", "close_after", "spare_known_numbers", "monitor_only", "monitor_customers"];

    /// <summary>Reads and checks a policy file.</summary>
    /// <exception cref="UserErrorException">The file cannot be read, or a value is wrong: names file, line, key, value and what was expected.</exception>
    public static DecisionPolicy Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot read the policy '{path}': {error.Message}", error);
        }
    }

    /// <summary>Reads and checks the text of a policy.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">Name of the file, for errors.</param>
    /// <exception cref="UserErrorException">A value is wrong.</exception>
    public static DecisionPolicy Parse(string text, string file)
    {
        var reader = new Reader(Root(text, file), file);
        var standard = DecisionPolicy.Default;
        var monitorAt = reader.Number("monitor_at", standard.MonitorAt, 8, 60, "natural log of the odds");
        return new DecisionPolicy
        {
            MonitorAt = monitorAt,
            BlockAt = reader.Number("block_at", Math.Max(standard.BlockAt, monitorAt), monitorAt, 1000, "natural log of the odds, not below monitor_at"),
            BlockFor = reader.Duration("block_for", standard.BlockFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            CloseAfter = reader.Duration("close_after", standard.CloseAfter, TimeSpan.FromMinutes(10), TimeSpan.FromDays(7)),
            SpareKnownNumbers = reader.Flag("spare_known_numbers", standard.SpareKnownNumbers),
            MonitorOnly = reader.Flag("monitor_only", standard.MonitorOnly),
            MonitorCustomers = reader.Names("monitor_customers"),
        };
    }

    private static YamlMappingNode Root(string text, string file)
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

        if (yaml.Documents.Count == 0) return [];
        if (yaml.Documents.Count > 1) throw new UserErrorException($"{file}: {yaml.Documents.Count} documents, expected one");
        var root = yaml.Documents[0].RootNode;
        return root switch
        {
            YamlMappingNode map => map,
            YamlScalarNode { Value: null or "" } => [],
            _ => throw new UserErrorException($"{file}, line {root.Start.Line}: expected keys and values such as 'block_at: 24'"),
        };
    }

    private sealed class Reader
    {
        private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);
        private readonly string _file;

        public Reader(YamlMappingNode map, string file)
        {
            _file = file;
            foreach (var (key, value) in map)
            {
                var name = (key as YamlScalarNode)?.Value ?? "";
                if (!Keys.Contains(name, StringComparer.Ordinal))
                    throw new UserErrorException($"{file}, line {key.Start.Line}: unknown key '{name}'; expected one of {string.Join(", ", Keys)}");
                _values.Add(name, value);
            }
        }

        public double Number(string key, double standard, double least, double most, string meaning)
        {
            if (!_values.TryGetValue(key, out var node)) return standard;
            var text = Scalar(key, node, $"a number from {least} to {most} ({meaning})");
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : throw Wrong(key, node, text, $"a number from {least} to {most} ({meaning})");
        }

        public TimeSpan Duration(string key, TimeSpan standard, TimeSpan least, TimeSpan most)
        {
            if (!_values.TryGetValue(key, out var node)) return standard;
            var expected = $"a length of time from {least.TotalMinutes} minutes to {most.TotalDays} days, such as 90s, 60m, 1h30m or 2d";
            var text = Scalar(key, node, expected);
            return DurationText.TryParse(text, out var value) && value >= least && value <= most ? value : throw Wrong(key, node, text, expected);
        }

        public bool Flag(string key, bool standard)
        {
            if (!_values.TryGetValue(key, out var node)) return standard;
            return Scalar(key, node, "true or false") switch
            {
                "true" => true,
                "false" => false,
                var text => throw Wrong(key, node, text, "true or false"),
            };
        }

        public IReadOnlyList<string> Names(string key)
        {
            if (!_values.TryGetValue(key, out var node)) return [];
            const string Expected = "a list of customer names";
            if (node is not YamlSequenceNode list) throw Wrong(key, node, (node as YamlScalarNode)?.Value ?? "a mapping", Expected);
            return [.. list.Select((item, i) => item is YamlScalarNode { Value.Length: > 0 } name ? name.Value : throw Wrong($"{key}[{i}]", item, "", Expected))];
        }

        private string Scalar(string key, YamlNode node, string expected) =>
            node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Wrong(key, node, node is YamlSequenceNode ? "a list" : "a mapping", expected);

        private UserErrorException Wrong(string key, YamlNode node, string value, string expected) =>
            new($"{_file}, line {node.Start.Line}: {key}: '{value}' will not do; expected {expected}");
    }
}
