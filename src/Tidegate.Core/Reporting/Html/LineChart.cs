using System.Globalization;
using System.Text;
using Tidegate.Reporting.Tables;

namespace Tidegate.Reporting.Html;

/// <summary>Draws lines over time, each with its bounds where it has any.</summary>
internal static class LineChart
{
    private const int MostLines = 4;

    /// <summary>Draws a chart.</summary>
    /// <param name="page">Where.</param>
    /// <param name="chart">What.</param>
    /// <param name="height">How high, in pixels.</param>
    /// <param name="keys">With its key beneath.</param>
    public static void Draw(HtmlPage page, ReportChart chart, double height, bool keys = true)
    {
        var lines = chart.Lines.Take(MostLines).ToList();
        if (chart.Steps.Count < 2 || lines.Count == 0) return;
        var all = lines.SelectMany(l => l.Values.Concat(l.Low ?? []).Concat(l.High ?? [])).Where(double.IsFinite).ToList();
        if (all.Count == 0) return;
        var (low, high) = (Math.Min(0, all.Min()), all.Max());
        if (low == 0 && all.Min() > 0.6 * high) low = all.Min() - ((high - all.Min()) * 0.3); // an index would be a flat line
        if (high <= low) high = low + 1;
        var axis = new TimeAxis(chart.Steps[0], chart.Steps[^1]);
        string Label(double value) => high - low < 0.02 * Math.Abs(high) ? value.ToString("0.###", CultureInfo.InvariantCulture) : Phrases.Figure(value);
        string Points(IEnumerable<double> values) => Path(chart.Steps, values, axis, low, high);
        page.Add($"""<figure class="figure" aria-label="{chart.Title}"><figcaption>{chart.Title}</figcaption><svg role="img" aria-label="{chart.Title}" width="100%" height="{height + 36}"><svg x="0" y="16" width="100%" height="{height}" viewBox="0 0 100 100" preserveAspectRatio="none">""");
        for (var n = 0; n < lines.Count; n++)
        {
            if (lines[n] is { Low: { } below, High: { } above }) page.Add($"""<path class="f-window" d="{Band(chart.Steps, below, above, axis, low, high)}"/>""");
            page.Add($"""<path class="l-{n + 1}" vector-effect="non-scaling-stroke" d="{Points(lines[n].Values)}"/>""");
        }

        page.Add($"""</svg><line class="grid" x1="0" x2="100%" y1="{height + 16}" y2="{height + 16}"/><text class="axis" x="0" y="11">{Label(high)}</text><text class="axis" x="0" y="{height + 10}">{Label(low)}</text>""");
        axis.Draw(page, height + 32);
        page.Markup("</svg>");
        if (keys) Keys(page, lines);
        page.Markup("</figure>");
    }

    /// <summary>Which line is which.</summary>
    public static void Keys(HtmlPage page, IReadOnlyList<ReportLine> lines)
    {
        page.Markup("<ul class=\"keys\">");
        for (var n = 0; n < Math.Min(lines.Count, MostLines); n++) page.Add($"""<li><svg aria-hidden="true" viewBox="0 0 14 10"><path class="l-{n + 1}" d="M0 5H14"/></svg>{lines[n].Name}</li>""");
        page.Markup("</ul>");
    }

    private static string Path(IReadOnlyList<DateTimeOffset> steps, IEnumerable<double> values, TimeAxis axis, double low, double high)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var (step, value) in steps.Zip(values))
        {
            if (!double.IsFinite(value))
            {
                pen = 'M';
                continue;
            }

            path.Append(pen).Append(At(axis.Percent(step))).Append(' ').Append(At(100 * (high - value) / (high - low)));
            pen = 'L';
        }

        return path.ToString();
    }

    private static string Band(IReadOnlyList<DateTimeOffset> steps, IReadOnlyList<double> below, IReadOnlyList<double> above, TimeAxis axis, double low, double high)
    {
        var there = Enumerable.Range(0, steps.Count).Where(n => double.IsFinite(below[n]) && double.IsFinite(above[n])).ToList();
        if (there.Count == 0) return "";
        var corners = there.Select(n => (steps[n], above[n])).Concat(there.AsEnumerable().Reverse().Select(n => (steps[n], below[n])));
        return "M" + string.Join('L', corners.Select(c => $"{At(axis.Percent(c.Item1))} {At(100 * (high - c.Item2) / (high - low))}")) + "Z";
    }

    private static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
