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
            delimiter: ";"
            decimal_sign: ","
            time_zone: UTC
            default_country_calling_code: "+39"
            columns: { time: SentAt, destination: Recipient, status: State }
            status: { DELIVRD: delivered, ACKED: intermediate, BOUNCED: undelivered, INBOUND: leave_out }
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
    [InlineData("columns: { destination: x }", "'columns.time' is missing")]
    [InlineData("columns: { time: t, destinations: d }", "'columns.destinations'")]
    [InlineData("columns: time", "columns: 'time'")]
    [InlineData("columns: { time: t, destination: d }\nstatus: { A: gone }", "status.A: 'gone'")]
    [InlineData("columns: { time: t, destination: d }\ndelimiter: '::'", "delimiter: '::'")]
    [InlineData("columns: { time: t, destination: d }\ntime_zone: Mars", "Mars")]
    [InlineData("columns: { time: t, destination: d }\nencoding: klingon", "klingon")]
    [InlineData("columns: { time: t, destination: d }\nformat: 0", "format: '0'")]
    [InlineData("columns: { time: t, destination: d }\ndefault_country_calling_code: DE", "m.yaml, line 2: default_country_calling_code: 'DE' will not do; expected a country calling code")]
    [InlineData("columns: { time: t, destination: d }\ndefault_country_calling_code: '049'", "'049'")]
    [InlineData("columns: { time: t, destination: d }\ndefault_country_calling_code: 999", "'999'")]
    public void Errors_name_key_and_value(string text, string named) =>
        Should.Throw<UserErrorException>(() => MappingFile.Parse(text, "m.yaml")).Message.ShouldContain(named);
}
