using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Records, lines and whole files that say less than most, or something odd.</summary>
public sealed class OddRecordTests
{
    [Theory]
    [InlineData("{\"messageId\":\"m1\",\"timestamp\":\"2026-03-02T10:01:00Z\"}\n{\"messageId\":\"m2\",\"timestamp\":\"2026-03-02T10:01:00Z\"}\n", "mitto")]
    [InlineData("[\n  {\n    \"convertedAt\": \"2026-03-02T10:01:00Z\",\n    \"messageId\": \"m1\"\n  }\n]", "mitto")]
    [InlineData("{\"messageId\":\"m1\",\"timestamp\":\"2026-03-02T10:01:00Z\",\"text\":\"x\"}", "tidegate-ndjson")]
    [InlineData("{\"messageId\":\"m1\"}", "tidegate-ndjson")]
    [InlineData("{\"messageId\":\"m1\",\"timestamp\":", "tidegate-ndjson")]
    [InlineData("{\"type\":\"conversion\",\"time\":\"2026-03-02T10:01:00Z\",\"message_id\":\"m1\"}", "tidegate-ndjson")]
    public void Mitto_ConversionsByThemselves_AreRecognised(string content, string format)
    {
        var taken = Taken.From(content);
        taken.Report.Format.ShouldBe(format);
        if (format == "mitto") taken.Events.ShouldAllBe(e => e.Kind == EventKind.Conversion && e.Converted);
    }
}
