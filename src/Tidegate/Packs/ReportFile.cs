using Tidegate.Output;
using Tidegate.Reporting;

namespace Tidegate.Packs;

/// <summary>A `tidegate.scan/1` report that the user named.</summary>
internal static class ReportFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="UserErrorException">It is not there, or no such report.</exception>
    public static ScanReport Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return ScanReportReader.Read(stream);
        }
        catch (FormatException error)
        {
            throw new UserErrorException($"cannot read '{path}': {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot read '{path}': {error.Message}", error);
        }
    }
}
