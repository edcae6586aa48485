using System.Collections.Frozen;
using System.Globalization;

namespace Tidegate.Server.Console.Map;

/// <summary>Where on the console's map a region's mark stands.</summary>
internal static class MapPlaces
{
    /// <summary>Width of the map, in its own units.</summary>
    public const int Width = 1000;

    /// <summary>Height of the map.</summary>
    public const int Height = 440;

    private static readonly FrozenDictionary<string, (int X, int Y)> Places = Load();

    /// <summary>The place of a region (ISO 3166-1, two letters); null for one that is not on the map.</summary>
    public static (int X, int Y)? Of(string region) => Places.TryGetValue(region, out var place) ? place : null;

    private static FrozenDictionary<string, (int X, int Y)> Load()
    {
        using var stream = typeof(MapPlaces).Assembly.GetManifestResourceStream("console/places.tsv") ?? throw new InvalidOperationException("the executable lacks console/places.tsv");
        using var reader = new StreamReader(stream);
        var places = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [var region, var x, var y]) places[region] = (int.Parse(x, CultureInfo.InvariantCulture), int.Parse(y, CultureInfo.InvariantCulture));
        }

        return places.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
