using System.Text;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>Captures of sessions: what is in them, and what must not be.</summary>
public sealed class CaptureTests
{
    private const string Code = "771943";
    private const string Password = "planted-pw-9";
    private const string From = "393381112223";

    [Fact]
    public async Task Capture_HasEveryPdu_AndNoNumberTextOrPassword_AnywhereThatItComesOut()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept"));
        await BlockAsync(host);
        await using var before = await BoundAsync(host, kind: CommandId.BindTransmitter); // receipts go to the other bind
        await using var other = await BoundAsync(host, "other");
        var capture = await host.SendAsync(HttpMethod.Post, "/v1/smpp/captures", new { account = "acme", seconds = 600, reason = "a ticket" }, 201);
        var id = capture["id"]!.GetValue<string>();
        (await host.SendAsync(HttpMethod.Post, "/v1/smpp/captures", new { account = "acme" }, 409))["title"]!.GetValue<string>().ShouldBe("a capture of this account is running");
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        (await esme.BindAsync("acme", Password)).ShouldBe(CommandStatus.Ok);
        await esme.SendAsync(Planted(Good), 1);
        await esme.ReadAsync();
        await esme.SendAsync(Planted(Bad), 2); // answered here, and given a receipt
        await esme.ReadAsync();
        await esme.ReadAsync();
        await before.SubmitAsync(77, Good);
        await before.ReadAsync();
        await other.SubmitAsync(78, Good);
        await other.ReadAsync();
        await smsc.SendAsync(Planted(Good, CommandId.DeliverSm), 9);
        await esme.ReadAsync();
        await esme.SendAsync([.. HeaderOnly((CommandId)0x777)[..3], 28, .. HeaderOnly((CommandId)0x777)[4..], .. Encoding.ASCII.GetBytes(Good)], 5); // unknown, with a number
        await UntilAsync(() => smsc.Received.Any(p => (uint)SmppHeader.Read(p).Command == 0x777));

        var outputs = new StringBuilder();
        var view = await host.GetAsync("/v1/smpp/captures/" + id);
        outputs.AppendLine(view.ToJsonString());
        outputs.AppendLine((await host.GetAsync("/v1/smpp/captures")).ToJsonString());
        outputs.AppendLine((await host.GetAsync("/v1/audit")).ToJsonString());
        var lines = view["lines"]!.AsArray().Select(l => l!.GetValue<string>()).ToList();
        foreach (var line in lines) outputs.AppendLine(Encoding.Latin1.GetString(Convert.FromHexString(line.Split(' ')[^1])));
        var all = outputs.ToString();
        foreach (var planted in new[] { Good, Bad, From, Code, "Harbour", Password, "a long password" })
        {
            all.Contains(planted, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(planted);
            all.Contains(Convert.ToHexString(Encoding.ASCII.GetBytes(planted)), StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{planted} as hex");
        }

        foreach (var expected in new[]
        {
            "from client BindTransceiver status=0x0 sequence=32", "to SMSC BindTransceiver status=0x0 sequence=1", "from SMSC BindTransceiverResp", "to client BindTransceiverResp status=0x0 sequence=32",
            "from client SubmitSm status=0x0 sequence=1 ", "to SMSC SubmitSm status=0x0 sequence=2", "to client SubmitSmResp status=0x0 sequence=2 ", "to client DeliverSm", "from client SubmitSm status=0x0 sequence=77", "from SMSC DeliverSm", "from client 0x00000777",
        })
        {
            lines.ShouldContain(l => l.Contains(expected, StringComparison.Ordinal), expected);
        }

        lines.ShouldNotContain(l => l.Contains("sequence=78", StringComparison.Ordinal));
        all.ShouldContain("61636d65"); // acme: who binds stays
        all.ShouldContain("smpp.capture");
        await host.SendAsync(HttpMethod.Delete, "/v1/smpp/captures/" + id, null, 204);
        await host.SendAsync(HttpMethod.Get, "/v1/smpp/captures/" + id, null, 404);
        await before.SubmitAsync(79, Good);
        await before.ReadAsync(); // and goes on without it
    }

    [Fact]
    public async Task Capture_EndsByItsSize_AndIsForAdminsAlone()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        var id = (await host.SendAsync(HttpMethod.Post, "/v1/smpp/captures", new { account = "acme", bytes = 2000 }, 201))["id"]!.GetValue<string>();
        for (uint i = 1; i <= 20; i++)
        {
            await esme.SubmitAsync(i, Good);
            await esme.ReadAsync();
        }

        var view = await host.GetAsync("/v1/smpp/captures/" + id);
        view["state"]!.GetValue<string>().ShouldBe("size");
        view["bytes"]!.GetValue<int>().ShouldBeInRange(1000, 2000);
        view["lines"]!.AsArray().Sum(l => l!.GetValue<string>().Length + 1).ShouldBe(view["bytes"]!.GetValue<int>());
        foreach (var bad in new object[] { new { account = "acme", seconds = 601 }, new { account = "acme", bytes = 5_000_000 }, new { seconds = 1 } }) await host.SendAsync(HttpMethod.Post, "/v1/smpp/captures", bad, 400);
        var admin = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "a", role = "admin" }, 201))["key"]!.GetValue<string>();
        var analyst = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "b", role = "analyst" }, 201, key: admin))["key"]!.GetValue<string>();
        (await host.TrySendAsync(HttpMethod.Post, "/v1/smpp/captures", new { account = "acme" }, key: analyst)).Status.ShouldBe(403);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/smpp/captures/" + id, null, key: analyst)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Verb_PrintsWhatWasCaptured()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        var running = Task.Run(() => Child.Run(null, ["smpp", "capture", "acme", "--seconds", "600", "--bytes", "2000", "--url", host.Client.BaseAddress!.ToString()]));
        for (uint i = 1; !running.IsCompleted; i++)
        {
            await esme.SubmitAsync(i, Good);
            await esme.ReadAsync();
            await Task.Delay(20);
        }

        var (status, output, error) = await running;
        status.ShouldBe(0, error);
        output.ShouldContain("from client SubmitSm");
        output.ShouldNotContain(Good);
        error.ShouldContain("ended by size");
        (await host.GetAsync("/v1/smpp/captures")).AsArray().ShouldBeEmpty();
    }

    private static byte[] Planted(string destination, CommandId command = CommandId.SubmitSm)
    {
        var pdu = new byte[512];
        byte[] payload = [0x04, 0x24, 0, 6, .. Encoding.ASCII.GetBytes(Code), 0x03, 0x81, 0, 6, .. Encoding.ASCII.GetBytes(Code), 0x15, 0x03, 0, 6, .. Encoding.ASCII.GetBytes(Code)];
        var length = PduWriter.Write(pdu, command, CommandStatus.Ok, 0, new MessageSm
        {
            Source = new SmppAddress(1, 1, Encoding.ASCII.GetBytes(command == CommandId.SubmitSm ? From : destination)),
            Destination = new SmppAddress(1, 1, Encoding.ASCII.GetBytes(command == CommandId.SubmitSm ? destination : From)),
            Settings = new MessageSettings { RegisteredDelivery = 1, EsmClass = (byte)(command == CommandId.DeliverSm ? 4 : 0) },
            ShortMessage = Encoding.ASCII.GetBytes(command == CommandId.DeliverSm ? $"id:ab0 stat:DELIVRD err:000 text:Your Harbour code is {Code}" : $"Your Harbour code is {Code}"),
            Tlvs = new Tlvs(payload),
        });
        return pdu[..length];
    }
}
