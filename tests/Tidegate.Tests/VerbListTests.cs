using Shouldly;
using Xunit;

namespace Tidegate.Tests;

/// <summary>The tables of commands in the documents name every verb there is.</summary>
public sealed class VerbListTests
{
    [Theory]
    [InlineData("README.md", "`tidegate {0}")]
    [InlineData("docs/cli.md", "| `{0}")]
    public void Table_names_every_verb(string file, string named)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Tidegate.slnx"))) root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("Tidegate.slnx");
        var rows = File.ReadAllLines(Path.Combine(root, file)).Where(line => line.StartsWith('|')).ToList();
        foreach (var verb in TidegateCommand.Build().Subcommands.Select(verb => verb.Name))
            rows.ShouldContain(row => row.Contains(named.Replace("{0}", verb, StringComparison.Ordinal), StringComparison.Ordinal) || row.Contains($", `{verb}` |", StringComparison.Ordinal), $"{file}: {verb}");
    }
}
