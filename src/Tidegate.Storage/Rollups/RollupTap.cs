using Tidegate.Pipeline;
using Tidegate.Traffic;

namespace Tidegate.Storage.Rollups;

/// <summary>Sums of the traffic of files, in a temporary folder that goes away with it.</summary>
internal sealed class RollupTap : ScanTap, IDisposable
{
    private const int MostRows = 200_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-report-").FullName;
    private readonly RollupBuffer _sums = new();
    private readonly TrafficNames _names;
    private readonly TrafficTally _tally = new();
    private long _position;

    /// <summary>Opens the folder.</summary>
    /// <param name="names">Names behind the ids of the traffic.</param>
    /// <exception cref="IOException">There is no room for it.</exception>
    public RollupTap(TrafficNames names)
    {
        _names = names;
        Rollups = new TrafficRollups(Path.Combine(_folder, "traffic.duckdb"));
    }

    /// <summary>The sums, complete after <see cref="Flush"/>.</summary>
    public TrafficRollups Rollups { get; }

    /// <inheritdoc/>
    public override TrafficTally Tally => _tally;

    /// <inheritdoc/>
    public override void HandOn()
    {
        foreach (ref readonly var step in _tally.Steps)
        {
            if (_sums.TryAdd(step, MostRows)) continue;
            Flush();
            _sums.TryAdd(step, MostRows);
        }

        _tally.Clear();
    }

    /// <summary>Writes down what there is.</summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    public void Flush()
    {
        if (_sums.Count > 0) Rollups.Add(++_position, 0, _sums.Rows(_names));
        _sums.Clear();
    }

    public void Dispose()
    {
        Rollups.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
