using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tidegate.Simulation.Months;

namespace Tidegate.Bench;

/// <summary>What seeds gave, a line each, so that a run of hours can be ended and go on. Safe for threads.</summary>
internal sealed class SeedLedger
{
    private static readonly JsonSerializerOptions Form = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Lock _lock = new();
    private readonly string? _file;
    private readonly Dictionary<string, SeedResult> _known = new(StringComparer.Ordinal);

    /// <summary>Opens it.</summary>
    /// <param name="file">The file; null to keep nothing.</param>
    public SeedLedger(string? file)
    {
        _file = file;
        if (file is null || !File.Exists(file)) return;
        foreach (var line in File.ReadAllLines(file))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            _known[line[..tab]] = JsonSerializer.Deserialize<SeedResult>(line[(tab + 1)..], Form)!;
        }
    }

    /// <summary>What a world gave; null where it was not run.</summary>
    public SeedResult? Find(MonthsSpec spec, bool wide)
    {
        lock (_lock) return _known.GetValueOrDefault(Key(spec, wide));
    }

    /// <summary>Keeps what a world gave.</summary>
    public SeedResult Keep(MonthsSpec spec, bool wide, SeedResult result)
    {
        lock (_lock)
        {
            if (_file is not null) File.AppendAllText(_file, $"{Key(spec, wide)}\t{JsonSerializer.Serialize(result, Form)}\n");
            return _known[Key(spec, wide)] = result;
        }
    }

    private static string Key(MonthsSpec spec, bool wide) => string.Create(CultureInfo.InvariantCulture, $"{spec.PerDay} {spec.Days} {spec.Seed} {spec.Planted} {wide}");
}
