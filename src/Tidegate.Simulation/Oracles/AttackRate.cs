using Tidegate.Simulation.Worlds;

namespace Tidegate.Simulation.Oracles;

/// <summary>The rate of an attack as an oracle knows it: messages a minute around each minute, in the narrowest window with twenty of them.</summary>
internal sealed class AttackRate
{
    private const int Enough = 20;
    private static readonly int[] HalfWidths = [1, 3, 7, 15, 45, 120];
    private readonly long _first;
    private readonly double[] _perMinute;
    private readonly double[] _until;

    public AttackRate(IReadOnlyList<LabelledSubmission> messages, long from)
    {
        _first = from / 60_000;
        var minutes = (int)((messages[^1].Time / 60_000) - _first) + 1;
        var sums = new int[minutes + 1];
        foreach (var m in messages) sums[(m.Time / 60_000) - _first + 1]++;
        for (var k = 0; k < minutes; k++) sums[k + 1] += sums[k];
        _perMinute = new double[minutes];
        _until = new double[minutes + 1];
        for (var k = 0; k < minutes; k++)
        {
            foreach (var half in HalfWidths)
            {
                int low = Math.Max(0, k - half), high = Math.Min(minutes, k + half + 1);
                _perMinute[k] = (sums[high] - sums[low]) / (double)((2 * half) + 1);
                if (sums[high] - sums[low] >= Enough) break;
            }

            _until[k + 1] = _until[k] + _perMinute[k];
        }
    }

    /// <summary>Messages a minute at a time.</summary>
    public double At(long time) => _perMinute[Minute(time)];

    /// <summary>Messages to be expected from the beginning up to a time.</summary>
    public double Until(long time)
    {
        var k = Minute(time);
        return _until[k] + (_perMinute[k] * Math.Clamp((time / 60_000.0) - (_first + k), 0, 1));
    }

    private int Minute(long time) => (int)Math.Clamp((time / 60_000) - _first, 0, _perMinute.Length - 1);
}
