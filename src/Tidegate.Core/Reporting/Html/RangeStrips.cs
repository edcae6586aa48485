using Tidegate.Incidents;

namespace Tidegate.Reporting.Html;

/// <summary>Which numbers of a range were hit: a solid run, a scatter or a few spikes tell sequential, random and pool apart.</summary>
internal static class RangeStrips
{
    private const int Height = 36;
    private const int MostStrips = 8;

    public static void Draw(HtmlPage page, IReadOnlyList<RangeStrip> strips)
    {
        foreach (var strip in strips.Take(MostStrips)) Draw(page, strip);
        if (strips.Count > MostStrips) page.Add($"""<p class="note">and {strips.Count - MostStrips} more ranges, less hit.</p>""");
    }

    private static void Draw(HtmlPage page, RangeStrip strip)
    {
        var perNumber = strip.DistinctDestinations > 0 ? (double)strip.Messages / strip.DistinctDestinations : 0;
        page.Add($"""<div class="strip"><div><b class="mono">{Phrases.Range(strip.Range)}</b><span class="pill">{strip.Pattern}</span>""");
        page.Add($"""<span class="note">{Phrases.Count(strip.Messages, "message", "messages")} to {Phrases.Count(strip.DistinctDestinations, "number", "numbers")}, {Phrases.Figure(perNumber)} each; {Meaning(strip.Pattern)}</span></div>""");
        page.Add($"""<figure><svg role="img" height="{Height}" viewBox="0 0 {strip.Cells.Count} {Height}" preserveAspectRatio="none" aria-label="{Alternative(strip)}">""");
        page.Add($"""<rect class="f-soft" width="{strip.Cells.Count}" height="{Height}"/><path class="f-attack" d="{Bars(strip.Cells)}"/></svg></figure>""");
        page.Add($"""<div class="ends mono"><span>+{strip.Range.From.ToString()}</span><span>+{strip.Range.To.ToString()}</span></div></div>""");
    }

    private static string Bars(IReadOnlyList<int> cells)
    {
        var most = Math.Max(1, cells.Count == 0 ? 1 : cells.Max());
        var path = new System.Text.StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] <= 0) continue;
            var height = 7 + (int)Math.Round((Height - 7) * (double)cells[i] / most);
            path.Append('M').Append(i).Append(' ').Append(Height).Append("v-").Append(height).Append("h1v").Append(height).Append('z');
        }

        return path.ToString();
    }

    private static string Meaning(string pattern) => pattern switch
    {
        "sequential" => "one number after another",
        "random" => "scattered over the range",
        "pool" => "a few numbers again and again",
        _ => "no clear pattern",
    };

    private static string Alternative(RangeStrip strip)
    {
        var hit = strip.Cells.Count(cell => cell > 0);
        return $"{hit} of {strip.Cells.Count} equal parts of the range were hit; pattern: {strip.Pattern}.";
    }
}
