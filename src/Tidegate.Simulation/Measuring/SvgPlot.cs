using System.Globalization;
using System.Net;
using System.Text;

namespace Tidegate.Simulation.Measuring;

/// <summary>Plots as SVG, without script, that read well on light and dark pages.</summary>
internal static class SvgPlot
{
    private const int Left = 250, Right = 60, Top = 46, RowHeight = 17, Width = 760;

    /// <summary>A row a name: a dot with its interval, and a tick at its aim where it has one.</summary>
    public static string Dots(string title, double from, double to, string format, IReadOnlyList<(string Name, Interval Value, double Aim)> rows)
    {
        var height = Top + (rows.Count * RowHeight) + 30;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"11\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n<text x=\"12\" y=\"20\" font-size=\"13\" font-weight=\"600\" fill=\"#1f2933\">{WebUtility.HtmlEncode(title)}</text>\n");
        for (var k = 0; k <= 5; k++)
        {
            var value = from + ((to - from) * k / 5);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(value):0.0}\" x2=\"{X(value):0.0}\" y1=\"{Top - 8}\" y2=\"{height - 24}\" stroke=\"#e4e7eb\"/>\n<text x=\"{X(value):0.0}\" y=\"{height - 8}\" text-anchor=\"middle\" fill=\"#616e7c\">{value.ToString(format, CultureInfo.InvariantCulture)}</text>\n");
        }

        for (var k = 0; k < rows.Count; k++)
        {
            var (name, value, aim) = rows[k];
            var y = Top + (k * RowHeight);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 10}\" y=\"{y + 4}\" text-anchor=\"end\" fill=\"#323f4b\">{WebUtility.HtmlEncode(name)}</text>\n");
            if (!double.IsNaN(aim)) svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(aim):0.0}\" x2=\"{X(aim):0.0}\" y1=\"{y - 6}\" y2=\"{y + 6}\" stroke=\"#f0b429\" stroke-width=\"2\"/>\n");
            if (double.IsNaN(value.Value))
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 4}\" y=\"{y + 4}\" fill=\"#9aa5b1\">none</text>\n");
                continue;
            }

            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(value.Low):0.0}\" x2=\"{X(value.High):0.0}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#2f6fa7\" stroke-width=\"2\"/>\n<circle cx=\"{X(value.Value):0.0}\" cy=\"{y}\" r=\"3.5\" fill=\"#1f4e79\"><title>{WebUtility.HtmlEncode(value.ToText("P1"))}</title></circle>\n");
        }

        return svg.Append("</svg>\n").ToString();

        double X(double value) => Left + ((Math.Clamp(value, from, to) - from) / (to - from) * (Width - Left - Right));
    }
}
