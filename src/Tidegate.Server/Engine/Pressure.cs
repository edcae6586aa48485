namespace Tidegate.Server.Engine;

/// <summary>
/// How hard more is pressed in than there is room for, and so how long who is refused is to wait: if all came again a second later, refusing
/// them would cost what taking them in needs, and the queue would stay full for ever.
/// </summary>
internal sealed class Pressure(TimeProvider time)
{
    private const int MostSeconds = 30;

    private readonly Lock _lock = new();
    private long _begun = time.GetTimestamp();
    private int _taken;
    private int _refused;
    private int _seconds = 1;
    private long _all;

    /// <summary>Batches refused since the start.</summary>
    public long Refused => Interlocked.Read(ref _all);

    /// <summary>Notes that a batch was taken.</summary>
    public void Take()
    {
        lock (_lock)
        {
            Turn();
            _taken++;
        }
    }

    /// <summary>Notes that a batch was refused; returns after how many seconds it may come again, 1 to 30: one, and one more for each that is refused to one that is taken.</summary>
    public int Refuse()
    {
        lock (_lock)
        {
            Turn();
            _refused++;
            _all++;
            return Math.Max(_seconds, Seconds());
        }
    }

    // By the second: of this one so far, and of the one before.
    private void Turn()
    {
        var passed = time.GetElapsedTime(_begun);
        if (passed < TimeSpan.FromSeconds(1)) return;
        _seconds = passed < TimeSpan.FromSeconds(2) ? Seconds() : 1;
        (_begun, _taken, _refused) = (time.GetTimestamp(), 0, 0);
    }

    private int Seconds() => Math.Min(MostSeconds, 1 + (_refused / Math.Max(1, _taken)));
}
