using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Smpp;

namespace Tidegate.Server.Tests.Smpp.Peers;

/// <summary>A real customer and a real SMSC with the proxy between them.</summary>
public sealed class KannelTests : IDisposable
{
    private const string Good = "393391234567";
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-kannel-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PeerTheory]
    [Xunit.InlineData(true)]
    [Xunit.InlineData(false)]
    public async Task Message_Arrives_AndItsReceiptReachesTheSender(bool transceiver)
    {
        using var smsc = await NodeSmsc.StartAsync();
        await using var host = await StartAsync(smsc);
        using var reports = new DlrReceiver();
        using var kannel = await Kannel.StartAsync(host.Folder, host.Service<SmppProxy>().Endpoint!.Port, transceiver);
        smsc.Said(transceiver ? "bind_transceiver" : "bind_transmitter")[0]["password"]!.GetValue<string>().ShouldBe("secret77");
        smsc.Said("bind_receiver").Count.ShouldBe(transceiver ? 0 : 1);
        await kannel.SendAsync(Good, "Your%20code%20is%20123456", dlr: reports.Url(Good));
        await Wait.UntilAsync(() => reports.Reports.ContainsKey((Good, 1)));
        reports.Reports[(Good, 1)].ShouldContain("stat:DELIVRD");
        smsc.Said("submit_sm").Single()["text"]!.GetValue<string>().ShouldBe("Your code is 123456");
        await Wait.UntilAsync(() => host.Engine.Health().Events == 2);
        host.Engine.Health().Orphans.ShouldBe(0);
    }

    [PeerFact]
    public async Task LongMessages_ArriveUnchanged_InEveryCoding()
    {
        using var smsc = await NodeSmsc.StartAsync();
        await using var host = await StartAsync(smsc);
        using var kannel = await Kannel.StartAsync(host.Folder, host.Service<SmppProxy>().Endpoint!.Port, true);
        var messages = new List<(string To, int Coding, string Text, int Parts)>();
        foreach (var (length, parts) in new[] { (160, 1), (161, 2), (306, 2), (307, 3) }) messages.Add((Number(messages.Count), 0, Letters(length), parts));
        messages.Add((Number(messages.Count), 0, "@{}[]~\\|^€ äöüß ΔΦ" + Letters(200), 2));
        foreach (var (length, parts) in new[] { (70, 1), (71, 2), (134, 2), (135, 3) }) messages.Add((Number(messages.Count), 2, string.Concat(Enumerable.Range(0, length).Select(i => (char)(0x4E00 + i))), parts));
        foreach (var (length, parts) in new[] { (140, 1), (141, 2), (268, 2), (269, 3) }) messages.Add((Number(messages.Count), 1, string.Concat(Enumerable.Range(0, length).Select(i => ((i * 7) & 0xFF).ToString("x2", CultureInfo.InvariantCulture))), parts));
        foreach (var (to, coding, text, _) in messages) await kannel.SendAsync(to, coding == 1 ? Octets(text) : Uri.EscapeDataString(text), coding);
        await Wait.UntilAsync(() => smsc.Said("submit_sm").Count == messages.Sum(m => m.Parts));
        foreach (var (to, coding, text, parts) in messages)
        {
            var arrived = smsc.Said("submit_sm").Where(s => s["to"]!.GetValue<string>() == to).OrderBy(s => s["udh"]!.GetValue<string>(), StringComparer.Ordinal).ToList();
            arrived.Count.ShouldBe(parts, to);
            string.Concat(arrived.Select(s => s[coding == 1 ? "octets" : "text"]!.GetValue<string>())).ShouldBe(text, to);
            arrived.ShouldAllBe(s => s["coding"]!.GetValue<int>() == new[] { 0, 4, 8 }[coding]);
        }

        await Wait.UntilAsync(() => host.Engine.Health().Events == messages.Count); // one event a message, however many parts
    }

    [PeerFact]
    public async Task Tls_CarriesKannelsTraffic()
    {
        using var smsc = await NodeSmsc.StartAsync();
        using var ours = new Certificates(_folder, "ours");
        await using var host = await StartAsync(smsc, $", tls: {{certificate: {ours.Issue("proxy.test", true)}}}");
        using var kannel = await Kannel.StartAsync(host.Folder, host.Service<SmppProxy>().Endpoint!.Port, true, "use-ssl = true\n");
        await kannel.SendAsync(Good, "hello");
        await Wait.UntilAsync(() => smsc.Said("submit_sm").Count == 1);
    }

    [PeerFact]
    public async Task SmscThatDiesAndComesBack_IsBoundAgain_AndTrafficGoesOn()
    {
        using var smsc = await NodeSmsc.StartAsync();
        await using var host = await StartAsync(smsc);
        using var kannel = await Kannel.StartAsync(host.Folder, host.Service<SmppProxy>().Endpoint!.Port, true);
        await kannel.SendAsync(Number(1), "one");
        await Wait.UntilAsync(() => smsc.Said("submit_sm").Count == 1);
        smsc.Kill();
        await Wait.UntilAsync(() => host.Service<SmppCounts>().Sessions.Value == 0);
        await kannel.SendAsync(Number(2), "two"); // Kannel keeps it
        await Wait.UntilAsync(() => host.Service<SmppCounts>().BindsFailed.Value > 0);
        await smsc.ReturnAsync();
        await Wait.UntilAsync(() => smsc.Said("bind_transceiver").Count == 2);
        await kannel.SendAsync(Number(3), "three");
        string[] all = ["one", "two", "three"];

        // The first may come twice: where the SMSC died before its answer was through, Kannel cannot know that it was taken.
        await Wait.UntilAsync(() => all.All(text => smsc.Said("submit_sm").Any(s => s["text"]!.GetValue<string>() == text)));
    }

    [PeerFact]
    public async Task AttackedRange_IsRefusedForGood_WhileTheRestOfTheBindGoesThrough()
    {
        using var smsc = await NodeSmsc.StartAsync();
        await using var host = await StartAsync(smsc);
        using var reports = new DlrReceiver();
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", hold = true, scope = new { ranges = new[] { new { from = "998900000000", to = "998909999999" } } }, reason = "attack" }, 201);
        using var kannel = await Kannel.StartAsync(host.Folder, host.Service<SmppProxy>().Endpoint!.Port, true);
        for (var i = 0; i < 40; i++)
        {
            await kannel.SendAsync(Number(i), "honest", dlr: reports.Url(Number(i)));
            if (i % 4 == 0) await kannel.SendAsync(Attacked(i), "pumped", dlr: reports.Url(Attacked(i)));
        }

        await Wait.UntilAsync(() => reports.Reports.Keys.Count(k => k.Kind == 1) == 40 && reports.Reports.Keys.Count(k => k.Kind == 16) == 10);
        reports.Reports.Where(r => r.Key.Kind == 16).ShouldAllBe(r => r.Key.Number.StartsWith("99890", StringComparison.Ordinal) && r.Value.StartsWith("NACK/0x00000045", StringComparison.Ordinal));
        smsc.Said("submit_sm").Count.ShouldBe(40);
        smsc.Said("submit_sm").ShouldAllBe(s => s["text"]!.GetValue<string>() == "honest");
        smsc.Said("bind_transceiver").Count.ShouldBe(1);
        host.Service<SmppCounts>().Blocked.Value.ShouldBe(10);
    }

    private static Task<Host> StartAsync(NodeSmsc smsc, string more = "") =>
        Host.StartAsync($"mode: enforce\nsmpp: {{listen: '127.0.0.1:0', upstream: '127.0.0.1:{smsc.Port}', supplier: node, enquire_every: 2s{more}}}");

    private static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"39339{1234000 + i}");

    private static string Attacked(int i) => string.Create(CultureInfo.InvariantCulture, $"99890{1110000 + i}");

    private static string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(i => (char)('a' + (i % 26))));

    private static string Octets(string hex)
    {
        var text = new StringBuilder();
        for (var i = 0; i < hex.Length; i += 2) text.Append('%').Append(hex, i, 2);
        return text.ToString();
    }
}
