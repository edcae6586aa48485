using Shouldly;
using Tidegate.Server.Engine;
using Xunit;

namespace Tidegate.Server.Tests.Engine;

/// <summary>Who is refused waits the longer, the more are refused to each that is taken.</summary>
public sealed class PressureTests
{
    [Fact]
    public void Pause_GrowsWithWhatIsRefused_UpToHalfAMinute_AndEndsWithIt()
    {
        var time = new Steps();
        var pressure = new Pressure(time);
        for (var n = 0; n < 10; n++) pressure.Take();
        pressure.Refuse().ShouldBe(1);
        for (var n = 0; n < 58; n++) pressure.Refuse();
        pressure.Refuse().ShouldBe(7);

        time.Seconds += 1;
        pressure.Take();
        pressure.Refuse().ShouldBe(7, "the second before counts on");

        time.Seconds += 1;
        for (var n = 0; n < 1000; n++) pressure.Refuse();
        pressure.Refuse().ShouldBe(30);
        pressure.Refused.ShouldBe(1062);

        time.Seconds += 5;
        pressure.Refuse().ShouldBe(2, "nobody was for a while");
    }

    private sealed class Steps : TimeProvider
    {
        public long Seconds { get; set; } = 1;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
