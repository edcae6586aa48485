using Shouldly;
using Tidegate.Output;
using Tidegate.Settings;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Tests.Settings;

public sealed class MappingFileTests
{
    [Fact]
    public void Keys_are_taken()
    {
        var mapping = MappingFile.Parse(
            """
            time: SentAt
            destination: Recipient
            delimiter: ";"
            decimal_sign: ","
            time_zone: UTC
            default_country: "+39"
            status: State
            status_map: { DELIVRD: delivered, ACKED: intermediate, BOUNCED: undelivered, INBOUND: leave_out }
            converted_values: [done]
            """,
            "m.yaml");

        mapping.Time.ShouldBe("SentAt");
        mapping.Delimiter.ShouldBe(';');
        mapping.DecimalSign.ShouldBe(',');
        mapping.DefaultCountryCallingCode.ShouldBe("39");
        mapping.StatusMap["INBOUND"].ShouldBe(MappedStatus.LeaveOut);
        mapping.ConvertedValues.ShouldBe(["done"]);
    }

    [Theory]
    [InlineData("destination: x", "'time' is missing")]
    [InlineData("time: t\ndestination: d\nstatus_map: { A: gone }", "status_map.A: 'gone'")]
    [InlineData("time: t\ndestination: d\ndelimiter: '::'", "delimiter: '::'")]
    [InlineData("time: t\ndestination: d\ntime_zone: Mars", "Mars")]
    [InlineData("time: t\ndestination: d\nformat: 0", "format: '0'")]
    public void Errors_name_key_and_value(string text, string named) =>
        Should.Throw<UserErrorException>(() => MappingFile.Parse(text, "m.yaml")).Message.ShouldContain(named);
}
