using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests;

/// <summary>Holds the order of the flow: a folder of Tidegate.Core uses those before it and never those after it.</summary>
public sealed partial class FolderOrderTests
{
    private static readonly string[] Flow =
        ["Traffic", "Numbering", "Pricing", "Detection", "Incidents", "Decisions", "Enforcement", "Notifications", "Reporting", "Pipeline", "Live"];

    [Fact]
    public void Sources_OfTheCore_UseOnlyFoldersBeforeThem()
    {
        var root = Path.Combine(Root(), "src", "Tidegate.Core");
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(root, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
            .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
            .ToList();
        files.Count.ShouldBeGreaterThan(10);
        files.Where(f => f.Path.Contains('/', StringComparison.Ordinal)).Select(f => Folder(f.Path)).Distinct().Except(Flow)
            .ShouldBeEmpty("a new folder of the core needs its place in the flow");
        Offences(files).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using Tidegate.Incidents;", "Traffic/A.cs uses Incidents")]
    [InlineData("using static Tidegate.Incidents.Kind;", "Traffic/A.cs uses Incidents")]
    [InlineData("using X = global::Tidegate.Incidents.Incident;", "Traffic/A.cs uses Incidents")]
    [InlineData("class A { Tidegate.Incidents.Incident? I; }", "Traffic/A.cs uses Incidents")]
    [InlineData("class A { void M() { _ = new Incidents.Incident(); } }", "Traffic/A.cs uses Incidents")]
    [InlineData("class A { void M() { _ = typeof(Incidents . Incident); } }", "Traffic/A.cs uses Incidents")]
    [InlineData("class A { object M() => Reporting.Html.Page.Empty; }", "Traffic/A.cs uses Reporting")]
    [InlineData("// Incidents.Incident\nclass A { int Incidents; int M() => Incidents.Count + this.Incidents.Incident; }", null)]
    [InlineData("using Tidegate.Traffic;", null)]
    public void Offences_PlantedText_IsFoundOrNot(string text, string? expected)
    {
        List<(string, string)> files =
        [
            ("Traffic/A.cs", "namespace Tidegate.Traffic;\n" + text),
            ("Incidents/Incident.cs", "using Tidegate.Traffic; namespace Tidegate.Incidents; public sealed record Incident; enum Kind { A }"),
            ("Reporting/Html/Page.cs", "namespace Tidegate.Reporting.Html; static class Page { }"),
        ];
        Offences(files).ShouldBe(expected is null ? [] : [expected]);
    }

    private static string[] Offences(IReadOnlyList<(string Path, string Text)> files)
    {
        var types = files.ToLookup(f => Folder(f.Path), f => Declaration().Matches(f.Text).Select(m => m.Groups[1].Value), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(names => names).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (path, text) in files)
        {
            var place = Array.IndexOf(Flow, Folder(path));
            if (place < 0) continue;
            var code = Comment().Replace(text, "");
            foreach (var later in Flow[(place + 1)..])
            {
                var own = types.GetValueOrDefault(later, []);
                // "Incidents.Count" may be a member; what follows a namespace is a type of it, perhaps through a subfolder.
                var qualified = Regex.Matches(code, $@"(?<![\w.]){later}((?:\s*\.\s*\w+)+)")
                    .Any(m => m.Groups[1].Value.Split('.').Any(name => own.Contains(name.Trim())));
                if (qualified || Regex.IsMatch(code, $@"\bTidegate\s*\.\s*{later}\b")) found.Add($"{path} uses {later}");
            }
        }
        return [.. found];
    }

    private static string Folder(string path) => path.Split('/')[0];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tidegate.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Tidegate.slnx not found above " + AppContext.BaseDirectory);
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(\w+)")]
    private static partial Regex Declaration();
}
