namespace Tidegate.Simulation.Rivals;

/// <summary>Fires above a fixed number of messages in the last hour.</summary>
internal sealed class FixedThresholdState(double limit) : PlaceState
{
    private readonly Queue<long> _last = [];

    public override bool OnSubmit(long time)
    {
        _last.Enqueue(time);
        while (_last.Peek() <= time - Hour) _last.Dequeue();
        return _last.Count > limit;
    }

    public override long PointsAt(long now) => now - Hour;
}

/// <summary>Fires when the running five minutes exceed the mean of the last day by so many standard deviations.</summary>
internal sealed class SigmaState(double sigmas, long start) : PlaceState
{
    private const int Day = 288;
    private const int Fewest = 10;
    private readonly StepCounts _steps = new(5 * Minute, start);
    private readonly Queue<int> _window = [];
    private double _sum, _squares;

    public override bool OnSubmit(long time)
    {
        var (steps, first) = _steps.Add(time);
        for (var k = 0; k < Math.Min(steps, Day + 1); k++)
        {
            var n = k == 0 ? first : 0;
            _window.Enqueue(n);
            _sum += n;
            _squares += (double)n * n;
            if (_window.Count <= Day) continue;
            double old = _window.Dequeue();
            _sum -= old;
            _squares -= old * old;
        }

        if (_window.Count < 12 || _steps.Running < Fewest) return false;

        // What lies before the start of the traffic counts as empty.
        var mean = _sum / Day;
        var deviation = Math.Sqrt(Math.Max((_squares / Day) - (mean * mean), 0.05));
        return _steps.Running > mean + (sigmas * deviation);
    }

    public override long PointsAt(long now) => now / (5 * Minute) * 5 * Minute;
}

/// <summary>EWMA control chart on five-minute counts (Roberts 1959): weight 0.2, limits in standard deviations of the chart.</summary>
internal sealed class EwmaState(double limits, long start) : PlaceState
{
    private const double Weight = 0.2;
    private const double Slow = 1.0 / 288;
    private readonly StepCounts _steps = new(5 * Minute, start);
    private double _fast, _mean, _variance = 0.05;

    public override bool OnSubmit(long time)
    {
        var (steps, first) = _steps.Add(time);
        for (var k = 0; k < steps; k++)
        {
            var n = k == 0 ? first : 0;
            _fast += Weight * (n - _fast);
            _variance += Slow * (((n - _mean) * (n - _mean)) - _variance);
            _mean += Slow * (n - _mean);
        }

        if (_steps.Closed < 12 || _steps.Running < 5) return false;
        var chart = _fast + (Weight * (_steps.Running - _fast));
        return chart > _mean + (limits * Math.Sqrt(Math.Max(_variance, 0.05) * Weight / (2 - Weight)));
    }

    public override long PointsAt(long now) => now - (15 * Minute);
}

/// <summary>
/// Holt-Winters, additive, on hourly counts; fires when the running hour exceeds its forecast by so many deviations.
/// The season is an hour of the week once a week is known, an hour of the day before.
/// </summary>
internal sealed class HoltWintersState(double deviations, long start) : PlaceState
{
    private const double Level = 0.3, Trend = 0.05, Seasonal = 0.2;
    private const int Fewest = 20;
    private readonly StepCounts _steps = new(Hour, start);
    private readonly double[] _week = new double[168];
    private readonly int[] _seen = new int[168];
    private double _level, _trend, _deviation = 1;

    public override bool OnSubmit(long time)
    {
        var (steps, first) = _steps.Add(time);
        for (var k = steps; k > 0; k--) Close(_steps.Current - k, k == steps ? first : 0);
        if (_steps.Closed < 24 || _steps.Running < Fewest) return false;
        return _steps.Running > Math.Max(0, Forecast(_steps.Current)) + (deviations * Math.Max(_deviation, 1));
    }

    public override long PointsAt(long now) => now / Hour * Hour;

    private void Close(long hour, int n)
    {
        var error = Math.Abs(n - Forecast(hour));
        _deviation += 0.1 * ((1.25 * error) - _deviation);
        var season = Season(hour);
        var before = _level;
        _level += _trend + (Level * (n - season - _level - _trend));
        _trend += Trend * (_level - before - _trend);
        _trend = Math.Clamp(_trend, -0.1 * (Math.Abs(_level) + 1), 0.1 * (Math.Abs(_level) + 1));
        var slot = (int)(hour % 168);
        _week[slot] = _seen[slot] == 0 ? n - _level : _week[slot] + (Seasonal * (n - _level - _week[slot]));
        _seen[slot]++;
    }

    private double Forecast(long hour) => _level + _trend + Season(hour);

    private double Season(long hour)
    {
        var slot = (int)(hour % 168);
        if (_seen[slot] > 0) return _week[slot];
        double sum = 0;
        var n = 0;
        for (var k = slot % 24; k < 168; k += 24)
        {
            if (_seen[k] == 0) continue;
            sum += _week[k];
            n++;
        }

        return n == 0 ? 0 : sum / n;
    }
}

/// <summary>Twelve hours against the ninety days before: over 1,000 messages and so many standard deviations above the mean.</summary>
internal sealed class TwelveHourState(double sigmas, long start) : PlaceState
{
    private const int Window = 12;
    private const int Longest = 90 * 24;
    private readonly StepCounts _hours = new(Hour, start);
    private readonly Queue<int> _last = [];
    private readonly Queue<int> _history = [];
    private int _sum;
    private double _mean, _squares;

    public override bool OnSubmit(long time)
    {
        var (steps, first) = _hours.Add(time);
        for (var k = 0; k < steps; k++)
        {
            var n = k == 0 ? first : 0;
            _last.Enqueue(n);
            _sum += n;
            if (_last.Count < Window) continue;
            _history.Enqueue(_sum);
            _mean += _sum;
            _squares += (double)_sum * _sum;
            _sum -= _last.Dequeue();
            if (_history.Count <= Longest) continue;
            double old = _history.Dequeue();
            _mean -= old;
            _squares -= old * old;
        }

        var now = _sum + _hours.Running;
        if (now <= 1000 || _history.Count < Window) return false;
        var mean = _mean / _history.Count;
        var deviation = Math.Sqrt(Math.Max((_squares / _history.Count) - (mean * mean), 1));
        return now > mean + (sigmas * deviation);
    }

    public override long PointsAt(long now) => now - (Window * Hour);
}
