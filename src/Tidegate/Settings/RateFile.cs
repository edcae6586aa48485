using Tidegate.Output;
using Tidegate.Pricing;

namespace Tidegate.Settings;

/// <summary>Reads price lists from CSV or YAML, by the end of the file's name.</summary>
internal static class RateFile
{
    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="UserErrorException">The file cannot be read, or a row will not do.</exception>
    public static IReadOnlyList<Rate> Read(string path)
    {
        var text = YamlKeys.Text(path, "price list");
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml"
                ? FromYaml(text, path)
                : RateCsv.Read(System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (RateException error)
        {
            throw new UserErrorException($"{path}, {error.Message}", error);
        }
    }

    private static IReadOnlyList<Rate> FromYaml(string text, string path)
    {
        var rows = YamlKeys.Parse(text, path, "rates").Sections("rates", RateRow.Keys);
        if (rows.Count > RateRow.MostRows) throw new RateException(0, "rows", $"{rows.Count}", $"at most {RateRow.MostRows}");
        return [.. rows.Select((row, i) => RateRow.Check(i + 1, row.Word))];
    }
}
