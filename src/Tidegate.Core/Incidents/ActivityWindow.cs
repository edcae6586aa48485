namespace Tidegate.Incidents;

/// <summary>Tells whether an attack still goes on: more messages in half an hour than honest traffic would send.</summary>
internal sealed class ActivityWindow
{
    /// <summary>Length of a window, milliseconds.</summary>
    public const long Length = 30 * 60_000;

    private long _start = long.MinValue;
    private int _count;
    private int _before;

    /// <summary>Notes a claimed message.</summary>
    public void Note(long time)
    {
        Turn(time);
        _count++;
    }

    /// <summary>Whether the attack is active at a time, with so many honest messages expected in a window: so many times as many come.</summary>
    public bool Active(long time, double expected, double times = 3)
    {
        Turn(time);
        return Math.Max(_count, _before) >= Math.Max(3, times * expected);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_start);
        to.Write(_count);
        to.Write(_before);
    }

    public void Load(BinaryReader from)
    {
        _start = from.ReadInt64();
        _count = from.ReadInt32();
        _before = from.ReadInt32();
    }

    private void Turn(long time)
    {
        if (_start == long.MinValue) _start = time;
        if (time < _start + Length) return;
        _before = time < _start + (2 * Length) ? _count : 0;
        _count = 0;
        _start = time - ((time - _start) % Length);
    }
}
