using System.Text;
using Tidegate.Reporting.Tables;

namespace Tidegate.Reporting.Html;

/// <summary>Writes a report of tables as one self-contained page: no script, no outside request, light and dark, fit to print.</summary>
internal static class ReportPage
{
    /// <summary>Rows of a table that the page shows; files for machines have all.</summary>
    public const int MostRows = 200;

    /// <summary>Writes the page as UTF-8 to a stream, which stays open.</summary>
    public static void Write(Stream stream, ReportDocument document)
    {
        var page = new HtmlPage();
        page.Add($"""<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{Style.ContentPolicy}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>Tidegate: {document.Title}</title><style>""");
        page.Markup(Style.Css);
        page.Add($"""</style></head><body><header class="top"><div><div class="brand"><span><b>Tidegate</b> report</span><span>{Day(document.Since)} to {Day(document.Until)}, UTC</span></div><h1>{document.Title}</h1>""");
        foreach (var finding in document.Findings) page.Add($"""<p class="lead">{finding}</p>""");
        if (!document.IsWhole) page.Add($"""<p class="lead">This is the first part alone: the findings so far and the first table.</p>""");
        page.Markup("</div></header><main class=\"tables\">");
        Body(page, document);
        page.Add($"""</main><footer><p>{document.Method}</p></footer></body></html>""");
        page.Markup("\n");
        stream.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }

    private static void Body(HtmlPage page, ReportDocument document)
    {
        foreach (var section in document.Sections)
        {
            page.Add($"""<h2 id="{section.Key}">{section.Title}</h2><div class="card"><p>{section.Text}</p>""");
            foreach (var figure in section.Figures) FigureDrawing.Draw(page, figure);
            if (section.Rows.Count > 0) Table(page, section, document.Currency);
            page.Markup("</div>");
        }
    }

    private static void Table(HtmlPage page, ReportSection section, string currency)
    {
        page.Add($"""<div class="scroll" tabindex="0" role="region" aria-label="{section.Title}"><table><thead><tr>""");
        var classes = section.Columns.Select((c, n) => Class(c, section.Rows.Take(MostRows).Select(r => r[n]))).ToList();
        foreach (var (column, style) in section.Columns.Zip(classes))
        {
            var title = column.Kind is ColumnKind.Money or ColumnKind.Price && currency.Length > 0 ? $"{column.Title}, {currency}" : column.Title;
            page.Add($"""<th scope="col" class="{(style == "wide" ? "" : style)}">{title}</th>""");
        }

        page.Markup("</tr></thead><tbody>");
        foreach (var row in section.Rows.Take(MostRows))
        {
            page.Markup("<tr>");
            for (var n = 0; n < section.Columns.Count; n++) page.Add($"""<td class="{classes[n]}">{ReportCell.Text(row[n], section.Columns[n].Kind)}</td>""");
            page.Markup("</tr>");
        }

        page.Markup("</tbody></table></div>");
        if (section.Rows.Count > MostRows) page.Add($"""<p class="note">The first {MostRows} of {section.Rows.Count} rows; the JSON, CSV, XLSX and Parquet files have all.</p>""");
    }

    // Names stay on one line; sentences and lists are broken, and get room for it.
    private static string Class(ReportColumn column, IEnumerable<object?> cells) =>
        ReportCell.IsNumber(column.Kind) ? "num" : column.Kind == ColumnKind.Text && cells.Any(c => c is string { Length: > 28 }) ? "wide" : "nowrap";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
