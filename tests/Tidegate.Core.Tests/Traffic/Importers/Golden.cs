namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>The events that samples must become, one line each, in golden/.</summary>
internal static class Golden
{
    public static string[] Of(string sample) =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Imported.SamplePath(sample))!, "..", "..", "tests", "Tidegate.Core.Tests", "Traffic", "Importers", "golden", sample + ".txt"));
}
