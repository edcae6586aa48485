using Tidegate.Reporting.Tables;

namespace Tidegate.Reporting.Html;

/// <summary>Draws figures with their intervals one beneath the other (a forest plot), the same scale for all.</summary>
internal static class IntervalChart
{
    private const int MostItems = 20;
    private const double Edge = 2;

    // Marks at round figures; of ratios those that are as far apart as half and twice.
    private static readonly double[] Round = [1, 2, 2.5, 5, 10];

    public static void Draw(HtmlPage page, ReportIntervals chart)
    {
        var items = chart.Items.Where(i => double.IsFinite(i.Low) && double.IsFinite(i.High) && double.IsFinite(i.Value) && (!chart.IsRatio || i.Low > 0)).Take(MostItems).ToList();
        if (items.Count == 0) return;
        double Scale(double value) => chart.IsRatio ? Math.Log(value) : value;
        var (low, high) = (Scale(Math.Min(chart.Reference, items.Min(i => i.Low))), Scale(Math.Max(chart.Reference, items.Max(i => i.High))));
        if (high - low < 1e-9) high = low + 1e-9;
        double At(double value) => Edge + ((100 - (2 * Edge)) * (Scale(value) - low) / (high - low));

        page.Add($"""<figure class="figure"><figcaption>{chart.Title}</figcaption><table class="forest"><tbody>""");
        foreach (var i in items)
        {
            var text = $"{ReportCell.Text(i.Value, chart.Kind)} ({ReportCell.Text(i.Low, chart.Kind)} to {ReportCell.Text(i.High, chart.Kind)})";
            var (line, dot) = i.StandsOut ? ("i-out", "f-attack") : ("i-in", "f-dot");
            page.Add($"""<tr><th scope="row"><span class="name">{i.Name}</span></th><td class="plot"><svg role="img" aria-label="{text}" width="100%" height="16"><line class="grid" x1="{At(chart.Reference)}%" x2="{At(chart.Reference)}%" y1="0" y2="16"/><line class="{line}" x1="{At(i.Low)}%" x2="{At(i.High)}%" y1="8" y2="8"/><circle class="{dot}" cx="{At(i.Value)}%" cy="8" r="3.5"/></svg></td><td class="num">{text}</td></tr>""");
        }

        page.Markup("""<tr class="scale"><th></th><td class="plot"><svg aria-hidden="true" width="100%" height="16">""");
        var last = double.NegativeInfinity;
        foreach (var mark in Marks(chart, low, high))
        {
            var at = At(mark);
            if (at - last < 12) continue;
            last = at;
            var anchor = at < 6 ? "start" : at > 94 ? "end" : "middle";
            page.Add($"""<text class="axis" x="{at}%" y="12" text-anchor="{anchor}">{ReportCell.Text(mark, chart.Kind)}</text>""");
        }

        page.Markup("</svg></td><td></td></tr></tbody></table>");
        if (chart.Items.Count > items.Count) page.Add($"""<p class="note">{items.Count} of {chart.Items.Count}; the table has all.</p>""");
        page.Markup("</figure>");
    }

    private static IEnumerable<double> Marks(ReportIntervals chart, double low, double high)
    {
        var (from, to) = chart.IsRatio ? (Math.Exp(low), Math.Exp(high)) : (low, high);
        var rough = (to - from) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * Round.First(r => r * power >= rough);
        for (var n = Math.Ceiling(from / step); n * step <= to; n++) if (n * step > 0 || !chart.IsRatio) yield return n * step;
    }
}
