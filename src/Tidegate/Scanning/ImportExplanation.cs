using Tidegate.Output;
using Tidegate.Reporting;
using Tidegate.Storage;
using Tidegate.Terminal;
using Tidegate.Traffic.Importers;
using Tidegate.Traffic.Reading;

namespace Tidegate.Scanning;

/// <summary>`--explain-import N`: the first records of each file before and after import, for a person to check.</summary>
internal static class ImportExplanation
{
    /// <summary>Prints them.</summary>
    /// <exception cref="UserErrorException">A file cannot be read.</exception>
    public static int Print(ScanRequest request, TextWriter text)
    {
        foreach (var path in FilePatterns.Expand(request.Files)) Print(path, request, text);
        return ExitStatus.NothingFound;
    }

    private static void Print(string path, ScanRequest request, TextWriter text)
    {
        using var file = path == EventFiles.StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
        var raw = new PeekedStream(file, 64);
        if (raw.Head.StartsWith("PAR1"u8))
        {
            OwnExplanation.Print(path, raw, request, text);
            return;
        }

        var unpacked = Compression.Unpack(raw, out _, out var refused);
        if (refused is not null) throw new UserErrorException($"cannot read '{path}': {refused}");
        using var content = Utf8Content.Open(unpacked, out _);
        var importer = Importer(content.Head, request);
        if (importer is null)
        {
            OwnExplanation.Print(path, content, request, text);
            return;
        }

        text.WriteLine($"{path}: {importer.Format}");
        foreach (var example in ImportPreview.Explain(content, path, importer.Format, request.Import, request.ExplainImport))
        {
            text.WriteLine();
            text.WriteLine($"line {example.Line}: {PlainText.Of(example.Raw)}");
            foreach (var made in example.Events) text.WriteLine("  => " + PlainText.Of(made));
            foreach (var note in example.Notes) text.WriteLine("  !  " + PlainText.Of(note));
            if (example.Events.Count + example.Notes.Count == 0) text.WriteLine("  => nothing");
        }
    }

    private static ITrafficImporter? Importer(ReadOnlySpan<byte> head, ScanRequest request)
    {
        if (request.Format is not "auto") return VendorImporters.Named(request.Format, head);
        OwnFormats.Recognise(head, request.Import, out var own);
        return VendorImporters.Surest(VendorImporters.All, head, own);
    }
}
