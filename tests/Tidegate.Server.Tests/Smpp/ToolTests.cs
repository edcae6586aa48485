using System.Globalization;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Server.Tests.Smpp.Peers;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>`tidegate smpp load` and `tidegate smpp probe`.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task Load_ChecksItsCounts_ThroughTheProxy()
    {
        var smsc = Ports.Free();
        await using var host = await Host.StartAsync($"mode: enforce\nsmpp: {{listen: '127.0.0.1:0', upstream: '127.0.0.1:{smsc}'}}");
        await BlockAsync(host);
        var proxy = $"127.0.0.1:{host.Service<SmppProxy>().Endpoint!.Port}";
        var (status, output, error) = await RunAsync("load", proxy, "--smsc", $"127.0.0.1:{smsc}", "--count", "2000", "--binds", "3", "--window", "20", "--receipts");
        status.ShouldBe(0, error);
        output.ShouldContain("load: 2000 sent, 2000 answered (0x00: 2000), 2000 receipts in ");
        (status, output, error) = await RunAsync("load", proxy, "--smsc", $"127.0.0.1:{smsc}", "--count", "50", "--to", "998899999980");
        status.ShouldBe(0, error);
        output.ShouldContain("load: 50 sent, 50 answered (0x00: 19, 0x45: 31) in ");
        (status, output, error) = await RunAsync("load", proxy, "--smsc", $"127.0.0.1:{smsc}", "--compare", "1", "--count", "300", "--rate", "3000", "--smsc-delay", "2");
        status.ShouldBe(0, error);
        output.ShouldContain("throughput through over straight, median of 1: ");
    }

    [Fact]
    public async Task Load_FailsWhenCountsDoNotAgree()
    {
        await using var smsc = new Smsc(answerEvery: 3);
        var (status, output, error) = await RunAsync("load", $"127.0.0.1:{smsc.Port}", "--count", "10", "--timeout", "2");
        status.ShouldBe(1, output + error);
        error.ShouldContain("10 sent but 9 answered");
        await using var forgetful = new Smsc(ids: "always", numbered: false);
        (status, output, error) = await RunAsync("load", $"127.0.0.1:{forgetful.Port}", "--count", "10", "--receipts", "--timeout", "2");
        status.ShouldBe(1, output + error);
        error.ShouldContain("9 message ids came more than once");
        error.ShouldContain("10 accepted but 0 receipts");
        (status, _, error) = await RunAsync("load", $"127.0.0.1:{Ports.Free()}");
        status.ShouldBe(2);
        error.ShouldContain("cannot be reached");
        (status, _, error) = await RunAsync("load");
        status.ShouldBe(2);
        error.ShouldContain("TARGET is missing");
    }

    [Fact]
    public async Task Probe_SaysWhatItFound()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, "only_listed: true, accounts: [{system_id: acme}]"));
        var proxy = $"127.0.0.1:{host.Service<SmppProxy>().Endpoint!.Port}";
        var (status, output, error) = await RunAsync("probe", proxy, "--system-id", "acme");
        status.ShouldBe(0, output + error);
        foreach (var found in new[] { "bind_transceiver: ok", "it calls itself 'smsc'; interface version not said", "enquire_link: ok", "unbind: ok" }) output.ShouldContain(found);
        (status, output, _) = await RunAsync("probe", proxy, "--system-id", "nobody");
        status.ShouldBe(1);
        output.ShouldContain("bind_transceiver: BindTransceiverResp, status 0x0f");
        (status, _, error) = await RunAsync("probe", host.Client.BaseAddress!.Authority);
        status.ShouldBe(1);
        error.ShouldContain("no SMPP is spoken there");
        (status, _, error) = await RunAsync("probe", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Ports.Free()}"));
        status.ShouldBe(2);
        error.ShouldContain("cannot be reached");
    }

    private static Task<(int Status, string Output, string Error)> RunAsync(params string[] args) => Task.Run(() => Child.Run(null, ["smpp", .. args]));
}
