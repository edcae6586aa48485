using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>Sender by range by time: each row is one sender into one range, the stronger the colour the more.</summary>
internal static class HeatMap
{
    /// <summary>Most rows that are drawn.</summary>
    public const int MostRows = 14;

    private const int Shades = 5;

    /// <summary>The map as markup, for a page that has a frame of its own.</summary>
    public static string Markup(IReadOnlyList<HeatCell> heat, DateTimeOffset start, TimeSpan step, int steps)
    {
        var page = new HtmlPage();
        Draw(page, heat, start, step, steps);
        return page.ToString();
    }

    public static void Draw(HtmlPage page, IncidentPicture picture) => Draw(page, picture.Heat, picture.Start, picture.Step, picture.Observed.Count);

    private static void Draw(HtmlPage page, IReadOnlyList<HeatCell> heat, DateTimeOffset start, TimeSpan step, int leastSteps)
    {
        var rows = heat
            .GroupBy(cell => (cell.Sender, cell.Range))
            .Select(group => (group.Key.Sender, group.Key.Range, Cells: group.OrderBy(cell => cell.Step).ToList(), Messages: group.Sum(cell => (long)cell.Messages)))
            .OrderByDescending(row => row.Messages)
            .ThenBy(row => row.Range.From)
            .ThenBy(row => row.Sender, StringComparer.Ordinal)
            .ToList();
        if (rows.Count == 0) return;
        var steps = Math.Max(leastSteps, heat.Max(cell => cell.Step) + 1);
        var most = heat.Max(cell => cell.Messages);
        page.Markup("""<figure><table class="heat"><thead><tr><th scope="col">sender and range</th><th scope="col">time</th><th scope="col" class="num">messages</th></tr></thead><tbody>""");
        foreach (var row in rows.Take(MostRows))
        {
            var sender = row.Sender.Length > 0 ? row.Sender : "(no sender)";
            page.Add($"""<tr><th scope="row"><span class="name">{sender}</span> <span class="sub mono">{Phrases.Range(row.Range)}</span></th><td class="plot">""");
            page.Add($"""<svg role="img" height="22" viewBox="0 0 {steps} 1" preserveAspectRatio="none" aria-label="{Alternative(row.Cells, start, step)}"><rect class="f-soft" width="{steps}" height="1"/>""");
            for (var shade = 1; shade <= Shades; shade++) Cells(page, row.Cells, shade, most);
            page.Add($"""</svg></td><td class="num">{Phrases.Count(row.Messages)}</td></tr>""");
        }

        var axis = new TimeAxis(start, start + (step * steps));
        page.Markup("""<tr aria-hidden="true"><th></th><td class="plot"><svg height="16">""");
        axis.Draw(page, 12);
        page.Markup("</svg></td><td></td></tr></tbody></table>");
        page.Add($"""<figcaption>The stronger the colour the more: up to {Phrases.Count(most, "message", "messages")} in {Phrases.Span(step)}.{(rows.Count > MostRows ? $" The {MostRows} heaviest of {rows.Count} pairs." : "")}</figcaption></figure>""");
    }

    private static void Cells(HtmlPage page, List<HeatCell> cells, int shade, int most)
    {
        var begun = false;
        foreach (var cell in cells)
        {
            if (cell.Step < 0 || ShadeOf(cell.Messages, most) != shade) continue;
            if (!begun) page.Add($"<path class=\"f-{shade}\" d=\"");
            begun = true;
            page.Add($"M{cell.Step} 0h1v1h-1z");
        }

        if (begun) page.Markup("\"/>");
    }

    // The square root keeps the weak cells apart that a linear scale would put in one shade.
    private static int ShadeOf(int messages, int most) =>
        messages <= 0 ? 0 : Math.Clamp((int)Math.Ceiling(Math.Sqrt((double)messages / most) * Shades), 1, Shades);

    private static string Alternative(List<HeatCell> cells, DateTimeOffset start, TimeSpan step) =>
        $"from {Phrases.Time(start + (step * cells[0].Step))} to {Phrases.Time(start + (step * (cells[^1].Step + 1)))}, at most {Phrases.Count(cells.Max(cell => cell.Messages), "message", "messages")} in a step";
}
