namespace Tidegate.Reporting.Html;

/// <summary>What was read: feeds that stopped, files, counts, bad records.</summary>
internal static class SourceSection
{
    public static void Draw(HtmlPage page, ScanReport report)
    {
        Feeds(page, report.FeedHealth);
        page.Add($"""<h2>What was read</h2><div class="card"><p>{Sentences.Counts(report.Counts)}</p><div class="scroll" tabindex="0" role="region" aria-label="Files"><table><thead><tr><th scope="col">file</th><th scope="col">read as</th><th scope="col" class="num">records</th><th scope="col" class="num">bad</th><th scope="col">remarks</th></tr></thead><tbody>""");
        foreach (var source in report.Sources.Take(200))
            page.Add($"""<tr><th scope="row" class="name">{source.Source}</th><td>{source.Format}</td><td class="num">{Phrases.Count(source.Records)}</td><td class="num">{Phrases.Count(source.BadRecordCount)}</td><td>{string.Join("; ", source.Remarks.Take(10))}</td></tr>""");
        page.Markup("</tbody></table></div>");
        foreach (var sentence in Sentences.OnMoney(report.Counts)) page.Add($"""<p class="note">{sentence}</p>""");
        if (report.Sources.Count > 200) page.Add($"""<p class="note">and {report.Sources.Count - 200} more files.</p>""");
        BadRecords(page, report);
        page.Markup("</div>");
    }

    private static void Feeds(HtmlPage page, IReadOnlyList<FeedNotice> notices)
    {
        if (notices.Count == 0) return;
        page.Markup("""<h2>Feed health</h2><div class="card"><p class="muted">Feeds that stopped or turned partial. This is never counted as fraud.</p><div class="scroll" tabindex="0" role="region" aria-label="Feeds"><table><thead><tr><th scope="col">feed</th><th scope="col">of</th><th scope="col">from, to (UTC)</th><th scope="col">what</th></tr></thead><tbody>""");
        foreach (var notice in notices.Take(200))
            page.Add($"""<tr><td>{notice.Feed}</td><th scope="row" class="name">{notice.Party}</th><td class="nowrap">{Phrases.Time(notice.From)}<span class="sub">{(notice.To is { } to ? Phrases.Time(to) : "not back by the end")}</span></td><td class="wide">{notice.Text}</td></tr>""");
        page.Markup("</tbody></table></div></div>");
    }

    private static void BadRecords(HtmlPage page, ScanReport report)
    {
        var bad = report.Sources.SelectMany(source => source.BadRecords).Take(Traffic.SourceReport.KeptBadRecords).ToList();
        if (bad.Count == 0) return;
        page.Add($"""<h3 class="part">Bad records: the first {bad.Count} of {Phrases.Count(report.Counts.Bad)}</h3><div class="scroll" tabindex="0" role="region" aria-label="Bad records"><table><thead><tr><th scope="col">file</th><th scope="col" class="num">line</th><th scope="col">what was wrong</th><th scope="col">value</th></tr></thead><tbody>""");
        foreach (var record in bad)
            page.Add($"""<tr><td class="name">{record.Source}</td><td class="num">{record.Line}</td><td>{record.Reason}</td><td class="mono name">{record.Value}</td></tr>""");
        page.Markup("</tbody></table></div>");
    }
}
