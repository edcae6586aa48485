using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Tidegate.Reporting;

/// <summary>How files of JSON are written: over several lines, which end in LF everywhere, so that the same content gives the same bytes.</summary>
internal static class JsonForm
{
    /// <summary>All but ASCII is escaped: for files that others' programs read.</summary>
    public static readonly JsonWriterOptions Ascii = new() { Indented = true, NewLine = "\n" };

    /// <summary>Letters of all scripts as they are; what HTML would take for markup is escaped.</summary>
    public static readonly JsonWriterOptions Letters = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}
