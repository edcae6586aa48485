using Parquet;
using Parquet.Schema;
using SpreadCheetah;
using Tidegate.Reporting.Html;
using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Kinds of files that a report is written to.</summary>
internal enum ReportFormat
{
    /// <summary>`tidegate.report/1`.</summary>
    Json,

    /// <summary>A self-contained page.</summary>
    Html,

    /// <summary>All sections one after the other, or one of them.</summary>
    Csv,

    /// <summary>A workbook with a sheet for each section.</summary>
    Xlsx,

    /// <summary>One section as Apache Parquet.</summary>
    Parquet,
}

/// <summary>Writes reports to files.</summary>
internal static class ReportFile
{
    /// <summary>Writes one.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="document">What.</param>
    /// <param name="format">As what.</param>
    /// <param name="section">For CSV and Parquet, the one section; the first one in Parquet when null.</param>
    public static async Task WriteAsync(Stream stream, ReportDocument document, ReportFormat format, string? section = null)
    {
        switch (format)
        {
            case ReportFormat.Json:
                ReportJson.Write(stream, document);
                break;
            case ReportFormat.Html:
                ReportPage.Write(stream, document);
                break;
            case ReportFormat.Csv:
                ReportCsv.Write(stream, document, section);
                break;
            case ReportFormat.Xlsx:
                await WorkbookAsync(stream, document);
                break;
            default:
                await ParquetAsync(stream, section is null ? document.Sections[0] : document.Section(section));
                break;
        }
    }

    private static async Task WorkbookAsync(Stream stream, ReportDocument document)
    {
        await using var book = await Spreadsheet.CreateNewAsync(stream);
        var bold = book.AddStyle(new SpreadCheetah.Styling.Style { Font = { Bold = true } });
        foreach (var section in document.Sections)
        {
            await book.StartWorksheetAsync(section.Key.Length > 31 ? section.Key[..31] : section.Key);
            await book.AddRowAsync([.. section.Columns.Select(c => new StyledCell(c.Title, bold))]);
            foreach (var row in section.Rows) await book.AddRowAsync([.. row.Select(Cell)]);
        }

        await book.FinishAsync();
    }

    private static DataCell Cell(object? value) => value switch
    {
        null => default,
        long l => new DataCell(l),
        double d => double.IsFinite(d) ? new DataCell(ReportCell.Rounded(d)) : default,
        bool b => new DataCell(b),
        DateTimeOffset t => new DataCell(t.UtcDateTime),
        _ => new DataCell(ReportCell.Plain(value)),
    };

    private static async Task ParquetAsync(Stream stream, ReportSection section)
    {
        var fields = section.Columns.Select(c => (DataField)(c.Kind switch
        {
            ColumnKind.Text or ColumnKind.Range => new DataField<string>(c.Key),
            ColumnKind.Time => new DataField<DateTime?>(c.Key),
            ColumnKind.Flag => new DataField<bool?>(c.Key),
            _ => new DataField<double?>(c.Key),
        })).ToList();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        using var group = writer.CreateRowGroup();
        for (var n = 0; n < fields.Count; n++)
        {
            var cells = section.Rows.Select(r => r[n]);
            switch (section.Columns[n].Kind)
            {
                case ColumnKind.Text or ColumnKind.Range:
                    await group.WriteAsync(fields[n], [.. cells.Select(c => c is null ? "" : ReportCell.Plain(c))]);
                    break;
                case ColumnKind.Time:
                    await group.WriteAsync<DateTime>(fields[n], cells.Select(c => c is DateTimeOffset t ? (DateTime?)t.UtcDateTime : null).ToArray());
                    break;
                case ColumnKind.Flag:
                    await group.WriteAsync<bool>(fields[n], cells.Select(c => c as bool?).ToArray());
                    break;
                default:
                    await group.WriteAsync<double>(fields[n], cells.Select(c => c switch { long l => (double?)l, double d when double.IsFinite(d) => d, _ => null }).ToArray());
                    break;
            }
        }

        group.CompleteValidate();
    }
}
