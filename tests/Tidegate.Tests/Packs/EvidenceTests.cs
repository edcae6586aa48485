using System.IO.Compression;
using Shouldly;
using Tidegate.Reporting;
using Tidegate.Tests.Scanning;
using Xunit;

namespace Tidegate.Tests.Packs;

[Collection("attacked traffic")]
public sealed class EvidenceTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_pack_has_all_of_an_incident_is_whole_and_holds_no_whole_number()
    {
        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("r.json")).Status.ShouldBe(1);
        using var stream = File.OpenRead(_scratch.Path("r.json"));
        var incident = ScanReportReader.Read(stream).Incidents.OrderByDescending(i => i.Messages).First();
        var pack = Pack(incident.Id, "p.zip");

        pack.Status.ShouldBe(0, pack.Error);
        using (var zip = ZipFile.OpenRead(_scratch.Path("p.zip")))
        {
            zip.Entries.Select(e => e.FullName).ShouldBe(["report.html", "incident.json", "messages.csv", "method.txt", "public.pem", "manifest.json", "manifest.sig"]);
            var rows = Text(zip, "messages.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            ((double)rows.Length).ShouldBeInRange(1 + (incident.Messages * 0.5), 1 + (incident.Messages * 2.0));
            rows.Skip(1).ShouldAllBe(row => row.Split(',', 4)[2].EndsWith("xxxx", StringComparison.Ordinal));
            Text(zip, "report.html").ShouldContain("Traffic against expectation");
            Text(zip, "method.txt").ShouldContain("the same incident was found");
            ReportContract.Check(Text(zip, "incident.json"));
        }

        TidegateProcess.Run("evidence", "verify", _scratch.Path("p.zip")).Status.ShouldBe(0);
        var key = Path.Combine(_scratch.Path("data"), "keys", "evidence-public.pem");
        TidegateProcess.Run("evidence", "verify", _scratch.Path("p.zip"), "--key", key).Status.ShouldBe(0);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_scratch.Path("data"), "keys", "evidence.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var bytes = File.ReadAllBytes(_scratch.Path("p.zip"));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_scratch.Path("p.zip"), bytes);
        var run = TidegateProcess.Run("evidence", "verify", _scratch.Path("p.zip"), "--key", key);
        run.Status.ShouldBe(1);
        run.Output.ShouldContain("WRONG");

        var unknown = Pack("no-such-incident", "q.zip");
        unknown.Status.ShouldBe(2);
        unknown.Error.ShouldContain("no-such-incident");
        File.Exists(_scratch.Path("q.zip")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("evidence verify no-such.zip", "no-such.zip")]
    [InlineData("evidence pack x --report no-such.json --incident i -o p.zip", "no-such.json")]
    [InlineData("evidence pack x --report r.json --incident i -o p.zip --max-messages 0", "--max-messages 0")]
    public void What_cannot_run_ends_with_2_and_names_it(string command, string named)
    {
        var run = TidegateProcess.Run(command.Split(' '));
        run.Status.ShouldBe(2, run.Output);
        run.Error.ShouldContain(named);
    }

    private TidegateProcess.Result Pack(string incident, string name) => TidegateProcess.Run(
        "evidence", "pack", traffic.Events, "--report", _scratch.Path("r.json"), "--incident", incident, "-o", _scratch.Path(name), "--data", _scratch.Path("data"));

    private static string Text(ZipArchive zip, string name)
    {
        using var text = new StreamReader(zip.GetEntry(name)!.Open());
        return text.ReadToEnd();
    }
}
