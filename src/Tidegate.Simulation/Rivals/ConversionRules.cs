namespace Tidegate.Simulation.Rivals;

/// <summary>Ten or more unconverted in the last hour, and under 20 % converted: the usual rule per prefix.</summary>
/// <param name="fewest">Fewest unconverted messages.</param>
/// <param name="maturing">Milliseconds a message must be old before it counts.</param>
internal sealed class ConversionRateState(double fewest, long maturing) : PlaceState
{
    private const double Least = 0.2;
    private readonly Queue<long> _young = [];
    private readonly Queue<long> _sent = [];
    private readonly Queue<long> _converted = [];

    public override bool OnSubmit(long time)
    {
        _young.Enqueue(time);
        while (_young.Count > 0 && _young.Peek() <= time - maturing) _sent.Enqueue(_young.Dequeue());
        while (_sent.Count > 0 && _sent.Peek() <= time - Hour) _sent.Dequeue();
        while (_converted.Count > 0 && _converted.Peek() <= time - Hour) _converted.Dequeue();
        return _sent.Count - _converted.Count >= fewest && _converted.Count < Least * _sent.Count;
    }

    public override void OnConversion(long sent, long now) => _converted.Enqueue(now);

    public override long PointsAt(long now) => now - Hour;
}

/// <summary>
/// Authgear's adaptive rule per country: unverified codes in the hour above max(3, daily / 6, 0.2 x verified in the hour),
/// where daily is max(20, 0.3 x verified in the day, 0.2 x the best day of the last fourteen).
/// </summary>
internal sealed class AuthgearState(double factor) : PlaceState
{
    private readonly Queue<long> _sentHour = [];
    private readonly Queue<long> _verifiedHour = [];
    private readonly Queue<long> _verifiedDay = [];
    private readonly Queue<(long Day, int Verified)> _days = [];
    private (long Day, int Verified) _today;

    public override bool OnSubmit(long time)
    {
        _sentHour.Enqueue(time);
        Trim(_sentHour, time - Hour);
        Trim(_verifiedHour, time - Hour);
        Trim(_verifiedDay, time - (24 * Hour));
        var best = _days.Count == 0 ? 0 : _days.Max(static d => d.Verified);
        var daily = Math.Max(20, Math.Max(0.3 * _verifiedDay.Count, 0.2 * best));
        return _sentHour.Count - _verifiedHour.Count > factor * Math.Max(3, Math.Max(daily / 6, 0.2 * _verifiedHour.Count));
    }

    public override void OnConversion(long sent, long now)
    {
        _verifiedHour.Enqueue(now);
        _verifiedDay.Enqueue(now);
        var day = now / (24 * Hour);
        if (day != _today.Day)
        {
            if (_today.Verified > 0) _days.Enqueue(_today);
            while (_days.Count > 13) _days.Dequeue();
            _today = (day, 0);
        }

        _today.Verified++;
    }

    public override long PointsAt(long now) => now - Hour;

    private static void Trim(Queue<long> times, long before)
    {
        while (times.Count > 0 && times.Peek() <= before) times.Dequeue();
    }
}
