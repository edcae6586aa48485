using Tidegate.Reporting.Tables;

namespace Tidegate.Reporting.Html;

/// <summary>Draws the figures of reports: inline SVG, no script.</summary>
internal static class FigureDrawing
{
    private const double Height = 180;
    private const double SmallHeight = 84;

    /// <summary>A figure as markup, for a page that has a frame of its own.</summary>
    public static string Markup(ReportFigure figure)
    {
        var page = new HtmlPage();
        Draw(page, figure);
        return page.ToString();
    }

    /// <summary>Draws one with its key beneath; nothing where there is nothing to draw.</summary>
    public static void Draw(HtmlPage page, ReportFigure figure)
    {
        switch (figure)
        {
            case ReportChart chart:
                LineChart.Draw(page, chart, Height);
                break;
            case ReportMultiples { Charts.Count: > 0 } multiples:
                page.Add($"""<figure class="figure"><figcaption>{multiples.Title}</figcaption><div class="multiples">""");
                foreach (var chart in multiples.Charts) LineChart.Draw(page, chart, SmallHeight, keys: false);
                page.Markup("</div>");
                LineChart.Keys(page, multiples.Charts[0].Lines);
                page.Markup("</figure>");
                break;
            case ReportIntervals intervals:
                IntervalChart.Draw(page, intervals);
                break;
        }
    }
}
