namespace Tidegate.Detection;

/// <summary>Tells whether destinations come sorted, with gaps.</summary>
internal struct Climb
{
    private const ulong Near = 10;
    private ulong _last;
    private int _pairs;
    private int _ups;
    private int _far;

    public Climb()
    {
    }

    /// <summary>Destinations taken.</summary>
    public int Count { get; private set; }

    /// <summary>Whether nearly all steps go one way, most of them far.</summary>
    public readonly bool IsSortedList =>
        _pairs >= 5 && Math.Max(_ups, _pairs - _ups) >= 0.85 * _pairs && _far > 0.6 * _pairs;

    /// <summary>Takes the next destination.</summary>
    public void Add(ulong destination)
    {
        Count++;
        if (_last != 0 && _last != destination)
        {
            _pairs++;
            if (destination > _last) _ups++;
            if (Math.Max(destination, _last) - Math.Min(destination, _last) > Near) _far++;
        }

        _last = destination;
    }
}
