using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Tidegate.Server.Console;

/// <summary>What is wrong with a policy's text.</summary>
/// <param name="Line">Line, from 1; null where it is in no line of the text.</param>
/// <param name="Where">Key.</param>
/// <param name="Text">What is wrong, and what was expected.</param>
public sealed record PolicyFault(int? Line, string Where, string Text);

/// <summary>A policy as people write it: the YAML of docs/policy.md.</summary>
internal static partial class PolicyYaml
{
    private const int LongestText = 256 << 10;

    private static readonly JsonSerializerOptions Strict = new(Book.Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>The text of a policy.</summary>
    public static string Write(PolicyForm policy) =>
        new SerializerBuilder().WithQuotingNecessaryStrings().Build().Serialize(Plain(JsonSerializer.SerializeToNode(policy, Book.Json)!)!).TrimEnd() + "\n";

    /// <summary>Reads a text; the policy, or what is wrong and where.</summary>
    public static (PolicyForm? Policy, PolicyFault? Fault) Read(string text)
    {
        YamlNode? root = null;
        try
        {
            if (text.Length > LongestText) return (null, new PolicyFault(null, "policy", $"The text has {text.Length} characters; expected at most {LongestText}."));
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            root = stream.Documents.Count > 0 ? stream.Documents[0].RootNode : new YamlMappingNode();
            if (root is not YamlMappingNode) return (null, new PolicyFault(1, "policy", "Expected keys and values, such as block_at: 20."));
            var form = JsonSerializer.Deserialize<PolicyForm>(Json(root), Strict)!;
            form.Check();
            return (form, null);
        }
        catch (YamlException e)
        {
            return (null, new PolicyFault((int)e.Start.Line, "policy", "This is no YAML: " + e.Message));
        }
        catch (JsonException e)
        {
            var unknown = UnknownKey().Match(e.Message) is { Success: true } match ? match.Groups[1].Value : null;
            var path = (e.Path ?? "$").TrimStart('$').TrimStart('.');
            return (null, unknown is null
                ? new PolicyFault(LineOf(root, path), path, $"{path}: '{ValueOf(root, path)}' is not of the kind that is expected here; docs/policy.md has the kinds.")
                : new PolicyFault(LineOf(root, path.Length > 0 ? path : unknown), unknown, $"There is no key '{unknown}' here; docs/policy.md has all."));
        }
        catch (ProblemException e)
        {
            var path = e.Where.StartsWith("policy.", StringComparison.Ordinal) ? e.Where["policy.".Length..] : e.Where;
            return (null, new PolicyFault(LineOf(root, path), path, $"{path}: '{e.Value}' will not do; expected {e.Expected}."));
        }
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject item => item.ToDictionary(p => p.Key, p => Plain(p.Value)),
        JsonArray array => array.Select(Plain).ToList(),
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value when value.TryGetValue<double>(out var number) => number,
        _ => node?.GetValue<string>(),
    };

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(c.Key is YamlScalarNode { Value: { } key } ? key : throw new YamlException(c.Key.Start, c.Key.End, "a key is no text"), Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
        YamlScalarNode { Style: ScalarStyle.Plain } plain when double.TryParse(plain.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalarNode text => JsonValue.Create(text.Value),
        _ => throw new YamlException(node.Start, node.End, "aliases are not taken"),
    };

    private static int? LineOf(YamlNode? root, string path) => Find(root, path) is { } node ? (int)node.Start.Line : null;

    private static string ValueOf(YamlNode? root, string path) => Find(root, path) is YamlScalarNode { Value: { } value } ? value : "";

    // The value at a path such as rules[0].when.networks[1]; the key's node where it tells more.
    private static YamlNode? Find(YamlNode? node, string path)
    {
        foreach (Match step in Step().Matches(path))
        {
            var next = node switch
            {
                YamlSequenceNode list when int.TryParse(step.Groups[2].Value, CultureInfo.InvariantCulture, out var at) && at < list.Children.Count => list.Children[at],
                YamlMappingNode map => map.Children.FirstOrDefault(c => c.Key is YamlScalarNode { Value: { } key } && key == step.Groups[1].Value).Value,
                _ => null,
            };
            if (next is null) return node == null || node is YamlMappingNode { Start.Line: <= 1 } ? null : node;
            node = next;
        }

        return node;
    }

    [GeneratedRegex(@"([A-Za-z_]\w*)|\[(\d+)\]")]
    private static partial Regex Step();

    [GeneratedRegex("JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownKey();
}
