namespace Tidegate.Reporting.Html;

/// <summary>A time axis from left to right, in per cent of the width, so that a chart stretches without scaling its text.</summary>
internal readonly record struct TimeAxis(DateTimeOffset From, DateTimeOffset To)
{
    private static readonly double[] TickMinutes =
        [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 30 * 1440, 90 * 1440, 365 * 1440];

    /// <summary>Place of a time, 0 to 100; times outside are put at the edge.</summary>
    public double Percent(DateTimeOffset time) =>
        To <= From ? 0 : Math.Clamp(100.0 * (time - From).Ticks / (To - From).Ticks, 0, 100);

    /// <summary>Round times for ticks, six labels at most, with their labels: the clock, or the date when days are spanned.</summary>
    public IEnumerable<(double Percent, string Label, DateTimeOffset Time)> Ticks()
    {
        var span = (To - From).TotalMinutes;
        var step = TimeSpan.FromMinutes(TickMinutes.FirstOrDefault(minutes => span / minutes <= 5, TickMinutes[^1]));
        var format = step >= TimeSpan.FromDays(1) ? "MM-dd" : span > 1440 ? "MM-dd HH:mm" : "HH:mm";
        var first = From.UtcTicks / step.Ticks * step.Ticks;
        for (var ticks = first; ticks <= To.UtcTicks; ticks += step.Ticks)
        {
            if (ticks < From.UtcTicks) continue;
            var time = new DateTimeOffset(ticks, TimeSpan.Zero);
            yield return (Percent(time), time.ToString(format), time);
        }
    }

    /// <summary>Draws the tick labels along a baseline, each with its time for a page that shows it in the viewer's zone.</summary>
    public void Draw(HtmlPage page, double y)
    {
        foreach (var (percent, label, time) in Ticks())
        {
            var anchor = percent < 4 ? "start" : percent > 94 ? "end" : "middle";
            page.Add($"""<text class="axis" x="{percent}%" y="{y}" text-anchor="{anchor}" data-at="{Phrases.Rfc3339(time)}">{label}</text>""");
        }
    }
}
