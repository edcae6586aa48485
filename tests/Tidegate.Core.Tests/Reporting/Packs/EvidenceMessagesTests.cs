using System.Text;
using Shouldly;
using Tidegate.Numbering;
using Tidegate.Reporting.Packs;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Reporting.Packs;

/// <summary>What a pack's list says of messages.</summary>
public sealed class EvidenceMessagesTests
{
    [Theory]
    [InlineData("unknown", "delivered", "delivered")]
    [InlineData("delivered", "unknown", "delivered")]
    [InlineData("undelivered", "delivered", "undelivered")]
    [InlineData("unknown", "unknown", "unknown")]
    public void Status_is_that_which_detection_counts(string first, string second, string listed)
    {
        var incident = SampleReports.Attacks().Incidents[1];
        var time = SampleReports.Day.AddHours(9).ToUnixTimeMilliseconds();
        var names = new TrafficNames();
        var messages = new EvidenceMessages(incident, names, new NumberPlan(), 10);
        var text = string.Concat(
            Line(time, "submit", "\"customer\":\"acme\",\"destination\":\"+994501234567\",\"mccmnc\":\"40001\""),
            Line(time + 1000, "receipt", $"\"status\":\"{first}\""),
            Line(time + 2000, "receipt", $"\"status\":\"{second}\""));
        using (var source = EventReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a", names)) messages.Read(source, CancellationToken.None);

        messages.Count.ShouldBe(1);
        Encoding.UTF8.GetString(messages.Csv(EvidencePrivacy.FullNumbers)).ShouldContain($",{listed},");
    }

    private static string Line(long time, string type, string rest) =>
        $"{{\"type\":\"{type}\",\"time\":\"{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"message_id\":\"m1\",{rest}}}\n";
}
