namespace Tidegate.Server.Tests.Smpp;

/// <summary>A clock whose timestamps stand still until they are moved; its timers are the machine's.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ticks = 1_000_000_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Step(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);
}
