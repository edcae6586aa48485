using System.Text.RegularExpressions;
using Shouldly;
using Spectre.Console;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Terminal;
using Xunit;

namespace Tidegate.Tests.Terminal;

public sealed class ScanTableTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 13, 12, 4, TimeSpan.Zero);

    [Theory]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(131)]
    public void Narrow_terminals_break_no_figure_of_an_incident(int width)
    {
        var lines = Print(width, 7);
        lines.ShouldAllBe(line => line.TrimEnd().Length <= width);
        foreach (var whole in (string[])["2026-03-02 13:12:04", "+994501230000 to +994501249999", "+9945512xxxx", "12,345 messages", "EUR 1,234,567.89", "northwind-marketplace"])
            lines.Count(line => line.Contains(whole, StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(7, whole);
        lines.ShouldNotContain(line => Regex.IsMatch(line, @"^\d\d:\d\d|^xxxx|EUR\s*$|2026-03-02\s*$|\+994 50\s*$"));
    }

    [Fact]
    public void Wide_terminals_show_a_table() => Print(250, 7).Count(line => line.Contains("2026-03-02 13:12:04", StringComparison.Ordinal) && line.Contains("EUR 1,234,567.89", StringComparison.Ordinal)).ShouldBe(7);

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "... and 1 more incident without a sentence here; --report, --html and --csv have theirs.")]
    [InlineData(9, "... and 4 more incidents without a sentence here; --report, --html and --csv have theirs.")]
    public void Incidents_that_get_no_sentence_are_told_of(int incidents, string? said)
    {
        var lines = Print(100, incidents);
        lines.Count(line => line.Contains("Sentence of", StringComparison.Ordinal)).ShouldBe(Math.Min(5, incidents));
        if (said is null) lines.ShouldNotContain(line => line.Contains("without a sentence", StringComparison.Ordinal));
        else lines.ShouldContain(said);
    }

    private static string[] Print(int width, int incidents)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Interactive = InteractionSupport.No, Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        ScanTable.Print(console, Report(incidents), _ => "Azercell, AZ");
        return text.ToString().Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }

    private static ScanReport Report(int incidents) => new()
    {
        Counts = new ScanCounts { Records = 1_234_567, Submissions = 1_234_567, From = Day, To = Day.AddDays(2), Currency = "EUR" },
        Sources = [],
        Decisions = [],
        FeedHealth = [],
        Incidents = [.. Enumerable.Range(1, incidents).Select(i => new Incident
        {
            Id = $"i{i}",
            CampaignId = "c1",
            OpenedAt = Day.AddMinutes(3),
            FirstMessageAt = Day,
            LastMessageAt = Day.AddHours(2),
            Severity = Severity.Critical,
            State = IncidentState.Open,
            Scope = new Scope
            {
                Customers = ["northwind-marketplace"],
                Networks = ["40001"],
                Ranges = [new NumberRange(994501230000, 994501249999), new NumberRange(99455120000, 99455129999)],
            },
            Messages = 12_345,
            ExpectedMessages = 0.15,
            Cost = 1_234_567.89,
            Currency = "EUR",
            LogOdds = 30,
            FalseAlarmsPerWeek = 0,
            DistinctDestinations = 12_000,
            Converted = 0,
            Evidence = [],
            Summary = $"Sentence of {i}: since 2026-03-02 13:12 UTC 12,345 messages of northwind-marketplace went into the blocks +994 50 123 xxxx and +994 55 12 xxxx, for EUR 1,234,567.89.",
        })],
    };
}
