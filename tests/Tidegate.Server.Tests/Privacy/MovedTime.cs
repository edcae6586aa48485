namespace Tidegate.Server.Tests.Privacy;

/// <summary>A clock that begins at a time and can be moved by years at once; its timers are the machine's.</summary>
internal sealed class MovedTime(DateTimeOffset begin) : TimeProvider
{
    private long _ticks = begin.UtcTicks;

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
