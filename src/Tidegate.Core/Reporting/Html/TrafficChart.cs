using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>Traffic against what honest traffic would have been, with onset, alert and block; what got through and what was stopped in two colours.</summary>
internal static class TrafficChart
{
    private const int Top = 54;
    private const int Height = 170;
    private const int MostSteps = 320;

    public static void Draw(HtmlPage page, Incident incident, IncidentPicture picture, IReadOnlyList<Decision> blocks)
    {
        var series = Series.Of(incident, picture, blocks);
        if (series.Steps == 0) return;
        var axis = new TimeAxis(picture.Start, picture.Start + (series.Step * series.Steps));
        var most = Math.Max(1, Math.Max(series.Observed.Max(), series.Expected.Max())) * 1.06;
        page.Markup("<figure>");
        page.Add($"""<svg role="img" height="{Top + Height + 20}" aria-label="{Alternative(incident, series, blocks)}">""");
        Windows(page, axis, blocks);
        Gridlines(page, most);
        page.Add($"""<svg x="0" y="{Top}" width="100%" height="{Height}" viewBox="0 0 {series.Steps} 1000" preserveAspectRatio="none" aria-hidden="true">""");
        Bars(page, "f-honest", series, most, (observed, expected, part) => (0, part == Part.Outside ? observed : Math.Min(observed, expected)));
        Bars(page, "f-attack", series, most, (observed, expected, part) => part == Part.Through ? (expected, observed) : (0, 0));
        Bars(page, "f-stopped", series, most, (observed, expected, part) => part == Part.Stopped ? (expected, observed) : (0, 0));
        ExpectedLine(page, series, most);
        page.Markup("</svg>");
        Scale(page, most);
        Mark(page, axis, "onset", "Onset", incident.FirstMessageAt, 12);
        Mark(page, axis, "alert", "Found", incident.FoundAt, 29);
        if (blocks.Count > 0) Mark(page, axis, "block", "Blocked", blocks[0].IssuedAt, 46);
        axis.Draw(page, Top + Height + 15);
        page.Markup("</svg>");
        Keys(page, blocks.Count > 0);
        page.Add($"""<figcaption>Messages in the incident's scope, UTC, from {Phrases.Time(axis.From)}; one step is {Phrases.Span(series.Step)}.</figcaption></figure>""");
    }

    private static string Alternative(Incident incident, Series series, IReadOnlyList<Decision> blocks)
    {
        var peak = Array.IndexOf(series.Observed, series.Observed.Max());
        return $"Traffic against expectation. Peak of {Phrases.Count(series.Observed[peak])} messages in {Phrases.Span(series.Step)} where {Phrases.Figure(series.Expected[peak])} were expected. "
            + $"Onset {Phrases.Time(incident.FirstMessageAt)}, found {Phrases.Time(incident.FoundAt)}, "
            + (blocks.Count > 0 ? $"blocked {Phrases.Time(blocks[0].IssuedAt)}." : "not blocked.");
    }

    private static void Windows(HtmlPage page, TimeAxis axis, IReadOnlyList<Decision> blocks)
    {
        // Renewals overlap or touch: they are drawn as one window, or their edges would read as gaps.
        for (var i = 0; i < blocks.Count;)
        {
            var (from, to) = (blocks[i].IssuedAt, blocks[i].ExpiresAt);
            for (i++; i < blocks.Count && blocks[i].IssuedAt <= to; i++) if (blocks[i].ExpiresAt > to) to = blocks[i].ExpiresAt;
            var left = axis.Percent(from);
            page.Add($"""<rect class="f-window" x="{left}%" y="{Top}" width="{axis.Percent(to) - left}%" height="{Height}"/>""");
        }
    }

    private static void Gridlines(HtmlPage page, double most)
    {
        foreach (var value in ScaleValues(most))
        {
            var y = Top + (Height * (1 - (value / most)));
            page.Add($"""<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>""");
        }
    }

    private static void Scale(HtmlPage page, double most)
    {
        foreach (var value in ScaleValues(most).Where(value => value > 0))
            page.Add($"""<text class="axis" x="3" y="{Top + (Height * (1 - (value / most))) - 4}">{Phrases.Figure(value)}</text>""");
    }

    private static IEnumerable<double> ScaleValues(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var step = new[] { 0.2, 0.5, 1.0, 2.0, 5.0 }.Select(part => part * power).First(step => most / step <= 4.5);
        for (var value = 0.0; value < most; value += step) yield return value;
    }

    private static void Bars(HtmlPage page, string style, Series series, double most, Func<double, double, Part, (double From, double To)> bar)
    {
        var begun = false;
        for (var i = 0; i < series.Steps; i++)
        {
            var (from, to) = bar(series.Observed[i], series.Expected[i], series.Parts[i]);
            var height = (long)Math.Round((to - from) / most * 1000);
            if (height <= 0) continue;
            if (!begun) page.Add($"<path class=\"{style}\" d=\"");
            begun = true;
            var bottom = (long)Math.Round(1000 - (from / most * 1000));
            page.Add($"M{i} {bottom}v-{height}h1v{height}z");
        }

        if (begun) page.Markup("\"/>");
    }

    private static void ExpectedLine(HtmlPage page, Series series, double most)
    {
        page.Markup("""<path class="s-expected" vector-effect="non-scaling-stroke" d="M""");
        for (var i = 0; i < series.Steps; i++)
            page.Add($"{i + 0.5} {(long)Math.Round(1000 - (series.Expected[i] / most * 1000))} ");
        page.Markup("\"/>");
    }

    private static void Mark(HtmlPage page, TimeAxis axis, string kind, string word, DateTimeOffset time, int y)
    {
        var x = axis.Percent(time);
        var (anchor, shift) = x > 65 ? ("end", -6) : ("start", 6);
        page.Add($"""<line class="s-{kind}" x1="{x}%" x2="{x}%" y1="{y - 10}" y2="{Top + Height}"/>""");
        page.Add($"""<text class="mark t-{kind}" x="{x}%" dx="{shift}" y="{y}" text-anchor="{anchor}">{word} {time.UtcDateTime.ToString("HH:mm:ss")}</text>""");
    }

    private static void Keys(HtmlPage page, bool blocked)
    {
        page.Markup("<ul class=\"keys\">");
        Key("<rect class=\"f-honest\" width=\"14\" height=\"10\"/>", "as expected");
        Key("<path class=\"s-expected\" d=\"M0 5h14\"/>", "expected of honest traffic");
        Key("<rect class=\"f-attack\" width=\"14\" height=\"10\"/>", "excess that got through");
        if (blocked) Key("<rect class=\"f-stopped\" width=\"14\" height=\"10\"/>", "excess while a block stands");
        page.Markup("</ul>");

        void Key(string swatch, string text)
        {
            page.Markup("<li><svg aria-hidden=\"true\" viewBox=\"0 0 14 10\">" + swatch + "</svg>");
            page.Add($"{text}</li>");
        }
    }

    /// <summary>What the excess of a step is: before or after the attack it is the noise of honest traffic.</summary>
    private enum Part
    {
        Outside,
        Through,
        Stopped,
    }

    private sealed record Series(TimeSpan Step, double[] Observed, double[] Expected, Part[] Parts)
    {
        public int Steps => Observed.Length;

        public static Series Of(Incident incident, IncidentPicture picture, IReadOnlyList<Decision> blocks)
        {
            var count = Math.Min(picture.Observed.Count, picture.Expected.Count);
            var group = Math.Max(1, (count + MostSteps - 1) / MostSteps);
            var steps = (count + group - 1) / group;
            var step = picture.Step * group;
            var (observed, expected, parts) = (new double[steps], new double[steps], new Part[steps]);
            for (var i = 0; i < count; i++)
            {
                observed[i / group] += Positive(picture.Observed[i]);
                expected[i / group] += Positive(picture.Expected[i]);
            }

            for (var i = 0; i < steps; i++)
            {
                var (from, to) = (picture.Start + (step * i), picture.Start + (step * (i + 1)));
                var middle = from + (step / 2);
                parts[i] = to <= incident.FirstMessageAt || from > incident.LastMessageAt ? Part.Outside
                    : blocks.Any(block => block.IssuedAt <= middle && middle < block.ExpiresAt) ? Part.Stopped
                    : Part.Through;
            }

            return new Series(step, observed, expected, parts);
        }

        private static double Positive(float value) => float.IsFinite(value) && value > 0 ? value : 0;
    }
}
