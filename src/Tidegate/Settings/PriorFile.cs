using Tidegate.Decisions;
using Tidegate.Output;
using Tidegate.Reporting.Sharing;

namespace Tidegate.Settings;

/// <summary>Reads lists of attacked ranges and high-risk numbers.</summary>
internal static class PriorFile
{
    /// <summary>Reads files. What a list does not date counts as seen when the file was written last; rows that cannot be taken are told on standard error.</summary>
    /// <exception cref="UserErrorException">A file cannot be read, or is no list.</exception>
    public static IReadOnlyList<RangePrior> Read(IReadOnlyList<string> paths)
    {
        var priors = new List<RangePrior>();
        foreach (var path in paths)
        {
            var read = One(path);
            foreach (var bad in read.Bad) Errors.Say($"{path}, {bad.Where}: {bad.Reason}");
            if (read.BadCount > read.Bad.Count) Errors.Say($"{path}: {read.BadCount - read.Bad.Count} more could not be taken");
            priors.AddRange(read.Priors);
        }

        return priors.Count <= RangeImport.Most ? priors : throw new UserErrorException($"--priors: {priors.Count} ranges in all; expected at most {RangeImport.Most}");
    }

    private static ImportedRanges One(string path)
    {
        try
        {
            return RangeImport.Read(File.ReadAllBytes(path), new RangeImportDefaults { Source = Path.GetFileNameWithoutExtension(path), Seen = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) });
        }
        catch (FormatException error)
        {
            throw new UserErrorException($"--priors '{path}': {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--priors: cannot read '{path}': {error.Message}", error);
        }
    }
}
