using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using Tidegate.Notifications;

namespace Tidegate.Notify.Templates;

/// <summary>A template of the user's that will not do; the built-in one is used in its place.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Reason">What is wrong, and where.</param>
public sealed record TemplateProblem(string File, string Reason);

/// <summary>
/// The words of messages: Liquid templates, built in, each of which a user can replace by a file of the same name. A file that
/// cannot be read, parsed or rendered is told of once and not used.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class TemplateSet
{
    private const int LongestFile = 64 * 1024;
    private const int LongestText = 64 * 1024;

    private static readonly string[] Parts = ["title", "text", "html", "chat"];
    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = new() { MaxSteps = 20_000, MaxRecursion = 50, StrictFilters = true };

    private readonly Dictionary<string, IFluidTemplate> _builtIn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IFluidTemplate> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TemplateProblem> _problems = new(StringComparer.Ordinal);
    private readonly Action<TemplateProblem> _tell;
    private readonly Lock _lock = new();

    private TemplateSet(Action<TemplateProblem> tell) => _tell = tell;

    /// <summary>What is wrong with the user's templates.</summary>
    public IReadOnlyList<TemplateProblem> Problems
    {
        get
        {
            lock (_lock) return [.. _problems.Values];
        }
    }

    /// <summary>Names that a file can have: "customer.text.liquid".</summary>
    public static IEnumerable<string> Names => from who in new[] { "operator", "customer", "report" } from part in Parts select $"{who}.{part}.liquid";

    /// <summary>The built-in templates and those of a folder.</summary>
    /// <param name="folder">The folder; null for none.</param>
    /// <param name="tell">Called once for each file that will not do.</param>
    public static TemplateSet Load(string? folder, Action<TemplateProblem> tell)
    {
        var set = new TemplateSet(tell);
        foreach (var name in Names) set._builtIn[name] = Parser.Parse(BuiltIn(name));
        if (folder is null) return set;
        if (!Directory.Exists(folder))
        {
            set.Note(folder, "the folder is not there");
            return set;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.liquid").Order(StringComparer.Ordinal)) set.Take(file);
        return set;
    }

    /// <summary>The built-in template as it stands, to begin one's own from.</summary>
    public static string BuiltIn(string name)
    {
        using var stream = typeof(TemplateSet).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The template {name} is not embedded in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A part of a notice's message.</summary>
    /// <param name="part">"title", "text", "html" or "chat".</param>
    /// <param name="notice">The notice.</param>
    /// <param name="escape">What its values are made safe for.</param>
    public string Render(string part, Notice notice, TemplateEscape escape)
    {
        var name = $"{(notice.Report is not null ? "report" : notice.Audience == Audience.Customer ? "customer" : "operator")}.{part}.liquid";
        if (UsersTemplate(name) is { } users)
        {
            try
            {
                var text = Render(users, notice, escape);
                if (text.Length <= LongestText && text.Trim().Length > 0) return text;
                Note(name, text.Length > LongestText ? $"it makes more than {LongestText} characters" : "it makes nothing");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Note(name, e.Message);
            }
        }

        return Render(_builtIn[name], notice, escape);
    }

    private static string Render(IFluidTemplate template, Notice notice, TemplateEscape escape)
    {
        var context = new TemplateContext(Options);
        Func<string, string> safe = escape switch { TemplateEscape.Slack => TemplateEscapes.Slack, TemplateEscape.Teams => TemplateEscapes.Teams, _ => text => text };
        foreach (var (key, value) in NoticeModel.Of(notice, safe)) context.SetValue(key, value);
        return template.Render(context, escape == TemplateEscape.Html ? HtmlEncoder.Default : NullEncoder.Default).Trim();
    }

    private IFluidTemplate? UsersTemplate(string name)
    {
        lock (_lock) return _users.GetValueOrDefault(name);
    }

    private void Take(string file)
    {
        var name = Path.GetFileName(file);
        if (!_builtIn.ContainsKey(name))
        {
            Note(name, "no template has this name; known are " + string.Join(", ", Names));
            return;
        }

        try
        {
            if (new FileInfo(file).Length > LongestFile)
            {
                Note(name, $"it has more than {LongestFile} bytes");
                return;
            }

            var text = File.ReadAllText(file);
            // Liquid counts steps, but makes the whole list of such numbers before the first.
            if (CountedLoop().Match(text) is { Success: true } counted) Note(name, $"lists of numbers like '{counted.Value}' are not taken: they can fill the memory");
            else if (Parser.TryParse(text, out var template, out var error)) _users[name] = template;
            else Note(name, error.ReplaceLineEndings(" "));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Note(name, e.Message);
        }
    }

    [GeneratedRegex(@"\(\s*[\w.\-]+\s*\.\.\s*[\w.\-]+\s*\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CountedLoop();

    private void Note(string file, string reason)
    {
        var problem = new TemplateProblem(file, reason);
        lock (_lock)
        {
            _users.Remove(file);
            if (!_problems.TryAdd(file, problem)) return;
        }

        _tell(problem);
    }
}
