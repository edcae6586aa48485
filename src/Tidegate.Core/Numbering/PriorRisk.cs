using System.Globalization;

namespace Tidegate.Numbering;

/// <summary>
/// How much likelier than elsewhere inflated traffic is, before any traffic is seen, by country and by number type: factors on the
/// prior odds, 1 is neutral. A prior to start from and never a rule: it blocks nothing by itself.
/// </summary>
/// <remarks>The list in the product is prior-risk.tsv, dated and sourced in its head; an operator's own file of the same form can be read instead.</remarks>
public sealed class PriorRisk
{
    /// <summary>Largest product of the two factors.</summary>
    public const double MaxWeight = 30;

    private static readonly Lazy<PriorRisk> BuiltIn = new(LoadBuiltIn);
    private readonly Dictionary<string, double> _countries = new(StringComparer.Ordinal);
    private readonly double[] _types = [.. Enumerable.Repeat(1.0, Enum.GetValues<NumberType>().Length)];

    private PriorRisk()
    {
    }

    /// <summary>The list in the product.</summary>
    public static PriorRisk Default => BuiltIn.Value;

    /// <summary>Regions with a factor of their own ("001": the international codes).</summary>
    public IReadOnlyDictionary<string, double> Countries => _countries;

    /// <summary>Reads a list: lines "country, tab, region code, tab, factor" or "type, tab, number type, tab, factor"; "#" begins a comment.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="source">Name for error texts.</param>
    /// <exception cref="FormatException">A line is not of that form or its factor is not within 0.1 and 30.</exception>
    public static PriorRisk Read(TextReader reader, string source)
    {
        var risk = new PriorRisk();
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text) || text.StartsWith('#')) continue;
            var field = text.Split('\t');
            if (field.Length < 3 || !double.TryParse(field[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) || factor is not (>= 0.1 and <= MaxWeight))
                throw new FormatException($"{source} line {line}: '{text}': expected kind, name and a factor from 0.1 to 30, separated by tabs.");
            if (field[0] == "country" && field[1].Length is 2 or 3) risk._countries[field[1]] = factor;
            else if (field[0] == "type" && Enum.TryParse<NumberType>(field[1], ignoreCase: true, out var type) && Enum.IsDefined(type)) risk._types[(int)type] = factor;
            else throw new FormatException($"{source} line {line}: '{field[0]} {field[1]}': expected 'country' with a region code or 'type' with a number type.");
        }
        return risk;
    }

    /// <summary>Factor of a country, by region code.</summary>
    public double OfCountry(string region) => _countries.GetValueOrDefault(region, 1);

    /// <summary>Factor of a number type.</summary>
    public double OfType(NumberType type) => _types[(int)type];

    /// <summary>Factor of a destination: that of its country times that of its type, at most <see cref="MaxWeight"/>.</summary>
    public double Weight(string region, NumberType type) => Math.Min(MaxWeight, OfCountry(region) * OfType(type));

    private static PriorRisk LoadBuiltIn()
    {
        const string Name = "Tidegate.Numbering.prior-risk.tsv";
        using var stream = typeof(PriorRisk).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"{Name} is not embedded in this build.");
        using var reader = new StreamReader(stream);
        return Read(reader, "prior-risk.tsv");
    }
}
