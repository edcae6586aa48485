using System.Diagnostics;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Sharing;

/// <summary>Exports of attacked ranges, read by others' code: OASIS' schemas of STIX 2.1, PyMISP.</summary>
[Collection("attacked traffic")]
public sealed class PeerTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerFact]
    public async Task Stix_FitsTheSchemasOfOasis_AndWhatIsBrokenDoesNot()
    {
        var bundle = Export("stix");
        var (said, read) = await PeerAsync("stix", bundle);
        said.ShouldBe("valid", read.ToJsonString());
        read.AsArray().Count.ShouldBe(Ranges().Count);
        read.AsArray().ShouldAllBe(p => p!.GetValue<string>().StartsWith("[x-e164-number:value MATCHES '^(", StringComparison.Ordinal));

        foreach (var (from, to) in new[] { ("\"valid_from\"", "\"valid_form\""), ("\"indicator--", "\"indicator-"), ("\"confidence\": ", "\"confidence\": 1000"), ("\"identity_class\": \"organization\"", "\"identity_class\": 7") })
            (await PeerAsync("stix", bundle.Replace(from, to, StringComparison.Ordinal))).Said.ShouldBe("invalid", $"{from} became {to}");
    }

    [PeerFact]
    public async Task Misp_IsLoadedByPyMisp_WithEveryRangeAndItsAttributes_AndWhatIsBrokenIsNot()
    {
        var happening = Export("misp");
        var (said, read) = await PeerAsync("misp", happening);
        said.ShouldBe("valid", read.ToJsonString());
        string Value(JsonNode? item, string relation) => item!.AsArray().Single(a => a![0]!.GetValue<string>() == relation)![1]!.GetValue<string>();
        read.AsArray().Select(o => (Value(o, "range-from").TrimStart('+'), Value(o, "range-to").TrimStart('+'), Value(o, "confidence"))).Order().ShouldBe(Ranges().Order());
        read.AsArray().ShouldAllBe(o => o!.AsArray().Any(a => a![0]!.GetValue<string>() == "prefix"));

        foreach (var (from, to) in new[] { ("\"type\": \"counter\"", "\"type\": \"carrier-pigeon\""), ("\"category\": \"Other\"", "\"category\": \"Weather\""), ("\"date\": \"20", "\"date\": \"the year 20") })
            (await PeerAsync("misp", happening.Replace(from, to, StringComparison.Ordinal))).Said.ShouldBe("invalid", $"{from} became {to}");
    }

    private string Export(string form)
    {
        if (!File.Exists(_scratch.Path("r.json"))) TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("r.json")).Status.ShouldBe(1);
        var run = TidegateProcess.Run("ranges", "export", "--report", _scratch.Path("r.json"), "--to", form, "--source", "us", "-o", _scratch.Path(form));
        run.Status.ShouldBe(0, run.Error);
        return File.ReadAllText(_scratch.Path(form));
    }

    // From, to, confidence, as the CSV has them.
    private List<(string From, string To, string Confidence)> Ranges()
    {
        var rows = Export("csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(r => r.Split(',')).ToList();
        rows.ShouldNotBeEmpty();
        return [.. rows.Select(r => (r[0], r[1], r[6]))];
    }

    private async Task<(string Said, JsonNode Read)> PeerAsync(string form, string content)
    {
        File.WriteAllText(_scratch.Path("held"), content);
        using var process = Process.Start(new ProcessStartInfo(PeerFactAttribute.Python, [Path.Combine(PeerFactAttribute.Folder, "peers.py"), form, _scratch.Path("held")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        var lines = output.Split('\n', 2);
        return (lines[0].Trim(), JsonNode.Parse(lines[1])!);
    }

    /// <summary>A test that needs Debian's Python with what the peers import.</summary>
    private sealed class PeerFactAttribute : FactAttribute
    {
        public const string Python = "/usr/bin/python3";

        private static readonly Lazy<bool> Installed = new(() =>
        {
            try
            {
                using var python = Process.Start(new ProcessStartInfo(Python, ["-c", "import jsonschema, dateutil, deprecated"]) { RedirectStandardError = true, UseShellExecute = false })!;
                python.WaitForExit();
                return python.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        });

        public PeerFactAttribute()
        {
            if (!Installed.Value) Skip = "needs apt-get install python3-jsonschema python3-dateutil python3-deprecated";
        }

        public static string Folder { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../Sharing/Peers"));
    }
}
