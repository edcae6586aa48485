using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Scanning;

public sealed class ImportTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Format_of_the_users_own_is_read_by_a_mapping_and_explained_without_numbers()
    {
        var export = _scratch.Write("export.csv", "SentAt;Recipient;Account;Text\n2026-03-02 10:00:00;0339 1234567;acme;your code is 123456\n");
        var mapping = _scratch.Write("map.yaml", "columns: { time: SentAt, destination: Recipient, customer: Account }\ndelimiter: ';'\ndefault_country_calling_code: 39\n");

        var scanned = TidegateProcess.Run("scan", export, "--mapping", mapping);
        scanned.Status.ShouldBe(0, scanned.Error);
        scanned.Output.ShouldContain("1 submission,");

        var explained = TidegateProcess.Run("scan", export, "--mapping", mapping, "--explain-import", "3");
        explained.Status.ShouldBe(0, explained.Error);
        explained.Output.ShouldContain("\"customer\":\"acme\"");
        explained.Output.ShouldNotContain("1234567");
        explained.Output.ShouldNotContain("123456");
        explained.Output.ShouldContain("2026-03-02 10:00:00");
    }

    [Theory]
    [InlineData("0151 234 56789")]
    [InlineData("+39 (339) 123-4567")]
    [InlineData("0151/234.56.789")]
    [InlineData("+393391234567")]
    public void Numbers_written_in_groups_are_masked_too(string number)
    {
        var export = _scratch.Write("export.csv", $"SentAt;Recipient\n02.03.2026 10:00:00;{number}\n");
        var mapping = _scratch.Write("map.yaml", "columns: { time: SentAt, destination: Recipient }\ntime_format: dd.MM.yyyy HH:mm:ss\ndelimiter: ';'\ndefault_customer: acme\ndefault_country_calling_code: 49\n");
        var output = TidegateProcess.Run("scan", export, "--mapping", mapping, "--explain-import", "1").Output;
        output.ShouldContain("02.03.2026 10:00:00");
        output.ShouldContain("*");
        output.ShouldNotContain(number[^4..]);
    }

    [Theory]
    [InlineData("export.csv", "SentAt;Recipient;Mensaje\n2026-03-02 10:00:00;+393391234567;tu clave es secreta\n")]
    [InlineData("export.json", "{\"SentAt\":\"2026-03-02 10:00:00\",\"Recipient\":\"+393391234567\",\"Mensaje\":\"tu clave es secreta\",\"more\":{\"Cuerpo\":[\"secreta\"]}}\n")]
    public void Columns_that_nobody_mapped_are_not_shown(string name, string content)
    {
        var export = _scratch.Write(name, content);
        var mapping = _scratch.Write("map.yaml", "columns: { time: SentAt, destination: Recipient }\ndelimiter: ';'\ndefault_customer: acme\n" + (name.EndsWith("json", StringComparison.Ordinal) ? "format: json\n" : ""));
        var output = TidegateProcess.Run("scan", export, "--mapping", mapping, "--explain-import", "1").Output;
        output.ShouldContain("2026-03-02 10:00:00");
        output.ShouldContain("\"customer\":\"acme\"");
        output.ShouldNotContain("clave");
        output.ShouldNotContain("secreta");
    }

    [Fact]
    public void Own_format_needs_no_explanation() =>
        TidegateProcess.Run("scan", _scratch.Write("a.csv", "time,message_id,customer,destination\n2026-03-02T10:00:00Z,m1,acme,+393391234567\n"), "--explain-import", "1")
            .Output.ShouldContain("Tidegate's own format");

    [Fact]
    public void Own_format_shows_which_column_is_which_field_and_what_was_made_of_it()
    {
        const string Csv = "time,message_id,customer,destination,Farbe\n2026-03-02T10:00:00Z,m1,acme,+393391234567,rot\n2026-03-02T10:00:01Z,m2,acme,12,rot\n";
        var output = TidegateProcess.Run("scan", _scratch.Write("a.csv", Csv), "--explain-import", "2").Output;
        output.ShouldContain("Tidegate's own format (tidegate-csv)");
        output.ShouldContain("columns: time -> time, message_id -> message_id, customer -> customer, destination -> destination, Farbe -> not read");
        output.ShouldContain("no column type; every row was taken as a submission");
        output.ShouldContain("=> {\"type\":\"submit\",\"time\":\"2026-03-02T10:00:00.000Z\",\"customer\":\"acme\",\"destination\":\"+39339*******\",\"segments\":1}");
        output.ShouldContain("!  line 3: destination");
        output.ShouldNotContain("1234567");

        const string Line = "{\"type\":\"submit\",\"time\":\"2026-03-02T00:00:08.996Z\",\"message_id\":\"m1\",\"customer\":\"acme\",\"to\":1,\"destination\":\"+393391234567\"}\n";
        output = TidegateProcess.RunWithInput(Line, "scan", "-", "--explain-import", "2").Output;
        output.ShouldContain("names: type -> type, time -> time, message_id -> message_id, customer -> customer, to -> not read, destination -> destination");
        output.ShouldContain("=> {\"type\":\"submit\"");

        TidegateProcess.Run("scan", _scratch.Write("odd.bin", "\u0001\u0002\u0003\u0004"), "--explain-import", "2").Output.ShouldContain("not recognised");
    }

    [Fact]
    public void Kannel_log_in_a_format_of_ones_own_is_read_by_that_format()
    {
        var log = _scratch.Write("access.log", "2026-03-02 10:00:01 1772445601|Sent SMS|tim|bank|AB12|ACME>+393391234567|x|\n2026-03-02 10:00:02 1772445602|Sent SMS|tim|bank|AB13|ACME>+393391234568|y|\n");
        var run = TidegateProcess.Run("scan", log, "--access-log-format", "%T|%l|%i|%n|%F|%p>%P|%z|", "--report", "-");
        run.Status.ShouldBe(0, run.Error);
        var source = JsonDocument.Parse(run.Output).RootElement.GetProperty("source");
        (source.GetProperty("submissions").GetInt32(), source.GetProperty("bad").GetInt32()).ShouldBe((2, 0));
        source.GetProperty("files")[0].GetProperty("format").GetString().ShouldBe("kannel-access-log");
        TidegateProcess.Run("scan", log, "--access-log-format", "%l %P").Status.ShouldBe(2, "no line is in that format");
    }

    [Fact]
    public void Formats_lists_own_and_vendors()
    {
        var run = TidegateProcess.Run("formats");
        run.Status.ShouldBe(0);
        run.Output.ShouldContain("tidegate-ndjson");
        run.Output.ShouldContain("twilio-csv");
    }
}
