using Tidegate.Traffic.Importers;
using Xunit;
using Xunit.Abstractions;

namespace Tidegate.Core.Tests.Traffic.Importers;

public sealed class Probe(ITestOutputHelper output)
{
    [Theory]
    [InlineData("twilio-message-log.csv", "twilio-csv")]
    [InlineData("kannel-access.log", "kannel-access-log")]
    [InlineData("mapping-example.csv", "mapping")]
    [InlineData("twilio-event-stream.ndjson", "twilio-events")]
    [InlineData("twilio-messages.ndjson", "twilio-json")]
    [InlineData("vonage-report.csv", "vonage-report-csv")]
    [InlineData("vonage-report.json", "vonage-report-json")]
    [InlineData("vonage-dlr.ndjson", "vonage-dlr")]
    [InlineData("infobip-logs.json", "infobip")]
    [InlineData("infobip-reports.json", "infobip")]
    [InlineData("aws-sms-events.ndjson", "aws-sms-events")]
    [InlineData("sinch-delivery-reports.ndjson", "sinch")]
    [InlineData("sinch-batches.json", "sinch")]
    [InlineData("jasmin-messages.log", "jasmin-log")]
    [InlineData("mitto-records.ndjson", "mitto")]
    public void Show(string file, string format)
    {
        if (!File.Exists(Imported.SamplePath(file))) return;
        var run = Imported.Sample(file, format, new ImportOptions { DefaultCustomer = "dflt", Mapping = Mappings.German });
        foreach (var line in run.Lines) output.WriteLine(line);
        output.WriteLine("records " + run.Report.Records);
        foreach (var bad in run.Report.BadRecords) output.WriteLine($"BAD {bad.Line}: {bad.Reason} [{bad.Value}]");
        foreach (var remark in run.Report.Remarks) output.WriteLine("REMARK " + remark);
    }
}
