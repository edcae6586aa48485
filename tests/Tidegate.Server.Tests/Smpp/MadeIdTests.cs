using System.Net;
using System.Net.Http.Json;
using System.Text;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Server.Tests.Smpp.Peers;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>Ids that the proxy made itself, and the receipts that go with them.</summary>
public sealed class MadeIdTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-smpp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Queries_AboutThem_AreAnsweredHere_AndOthersBySmsc()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept, block_receipt: undeliverable"));
        await BlockAsync(host);
        string id;
        await using (var esme = await BoundAsync(host))
        {
            id = await TakenAsync(esme, 1, Bad);
            (await TakenAsync(esme, 2, Bad)).ShouldNotBe(id);
            await CheckAsync(esme, id);
            await esme.SendAsync(Cancel(CommandId.CancelSm, id), 5);
            SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(16, CommandId.CancelSmResp, CommandStatus.CancelFailed, 5));
            await esme.SendAsync(Replace(id), 6);
            SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(16, CommandId.ReplaceSmResp, CommandStatus.ReplaceFailed, 6));
            smsc.Received.ShouldBeEmpty();
            foreach (var other in new[] { "00AB0", id[..^1] + (id[^1] == '0' ? '1' : '0'), id + "0", "" })
            {
                var before = smsc.Received.Count;
                await esme.SendAsync(Query(other), 9);
                await UntilAsync(() => smsc.Received.Count == before + 1);
            }
        }

        await host.RestartAsync();
        await using (var esme = await BoundAsync(host)) await CheckAsync(esme, id);
        await using var stranger = await BoundAsync(host, "other");
        var seen = smsc.Received.Count;
        await stranger.SendAsync(Query(id), 9); // not its id: the SMSC is asked, and knows of nothing
        await UntilAsync(() => smsc.Received.Count == seen + 1);
        host.Service<SmppCounts>().Queried.Value.ShouldBe(1);
    }

    [Fact]
    public async Task ReceiptsThatAreDue_SurviveKill9_AndAreHandedOutOnce()
    {
        await using var smsc = new Smsc();
        var at = new IPEndPoint(IPAddress.Loopback, Ports.Free());
        var config = Path.Combine(_folder, "tidegate.yaml");
        await File.WriteAllTextAsync(config, $"mode: enforce\nsmpp: {{listen: '{at}', upstream: '127.0.0.1:{smsc.Port}', block: accept}}\n");
        var ids = new List<string>();
        using (var child = Child.Serve(Path.Combine(_folder, "data"), "--config", config))
        {
            using var http = new HttpClient { BaseAddress = await child.AddressAsync() };
            using var placed = await http.PostAsJsonAsync("/v1/decisions", new { action = "block", hold = true, scope = new { ranges = new[] { new { from = "998900000000", to = "998909999999" } } }, reason = "attack" });
            ((int)placed.StatusCode).ShouldBe(201);
            await using var sends = await ConnectAsync(at, CommandId.BindTransmitter);
            for (uint i = 0; i < 250; i++) ids.Add(await TakenAsync(sends, i + 1, Bad, registered: 1));
            await using var receives = await ConnectAsync(at, CommandId.BindReceiver);
            for (var i = 0; i < 5; i++) ids.Remove(await ReceiptAsync(receives, answer: true)).ShouldBeTrue();
            await receives.SendAsync(HeaderOnly(CommandId.EnquireLink), 4);
            await UntilAnsweredAsync(receives); // now the five answers have been read
            child.Kill();
        }

        using (var child = Child.Serve(Path.Combine(_folder, "data"), "--config", config))
        {
            await child.AddressAsync();
            await using var receives = await ConnectAsync(at, CommandId.BindReceiver);
            var told = new List<string>();
            while (told.Count < ids.Count) told.Add(await ReceiptAsync(receives, answer: true));
            told.Order().ShouldBe(ids.Order());
            await receives.SendAsync(HeaderOnly(CommandId.EnquireLink), 4);
            SmppHeader.Read(await receives.ReadAsync()).Command.ShouldBe(CommandId.EnquireLinkResp); // and no more of them
            child.Kill();
        }

        using var last = Child.Serve(Path.Combine(_folder, "data"), "--config", config);
        await last.AddressAsync();
        await using var none = await ConnectAsync(at, CommandId.BindReceiver);
        await none.SendAsync(HeaderOnly(CommandId.EnquireLink), 4);
        SmppHeader.Read(await none.ReadAsync()).Command.ShouldBe(CommandId.EnquireLinkResp);
    }

    [Fact]
    public async Task HalfARecord_CostsNoOther()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc, "block: accept"));
        await BlockAsync(host);
        string id;
        await using (var sends = await BoundAsync(host, kind: CommandId.BindTransmitter)) id = await TakenAsync(sends, 1, Bad, registered: 1);
        await host.RestartAsync(async () =>
        {
            await using var file = new FileStream(Path.Combine(host.Folder, "data", ReceiptJournal.Name), FileMode.Append);
            file.Write([0, 0, 1, 0, 1, 2, 3, 4, 5]);
        });
        await using (var sends = await BoundAsync(host, kind: CommandId.BindTransmitter))
        {
            var second = await TakenAsync(sends, 1, Bad, registered: 1);
            await using var receives = await BoundAsync(host, kind: CommandId.BindReceiver);
            new[] { await ReceiptAsync(receives, true), await ReceiptAsync(receives, true) }.ShouldBe([id, second]);
        }
    }

    private static async Task CheckAsync(Esme esme, string id)
    {
        await esme.SendAsync(Query(id), 4);
        var answer = await esme.ReadAsync();
        SmppHeader.Read(answer).ShouldBe(new SmppHeader((uint)answer.Length, CommandId.QuerySmResp, CommandStatus.Ok, 4));
        PduBody.TryRead<QuerySmResp>(answer.AsSpan(16), out var read, out _).ShouldBeTrue();
        Encoding.ASCII.GetString(read.MessageId).ShouldBe(id);
        read.MessageState.ShouldBe((byte)MessageState.Undeliverable);
        Encoding.ASCII.GetString(read.FinalDate).ShouldMatch(@"^\d{12}000\+$");
    }

    private static async Task<string> TakenAsync(Esme esme, uint sequence, string number, byte registered = 0)
    {
        await esme.SubmitAsync(sequence, number, registered: registered);
        var answer = await esme.ReadAsync();
        SmppHeader.Read(answer).ShouldBe(new SmppHeader((uint)answer.Length, CommandId.SubmitSmResp, CommandStatus.Ok, sequence));
        return Encoding.ASCII.GetString(answer[16..^1]);
    }

    private static async Task<string> ReceiptAsync(Esme esme, bool answer)
    {
        var pdu = await esme.ReadAsync();
        PduBody.TryRead<MessageSm>(pdu.AsSpan(16), out var message, out _).ShouldBeTrue();
        DeliveryReceipt.TryRead(message.Settings.EsmClass, message.UserData, message.Tlvs, out var receipt).ShouldBeTrue();
        var id = Encoding.ASCII.GetString(receipt.MessageId);
        if (answer) await esme.SendAsync(HeaderOnly(CommandId.DeliverSmResp), SmppHeader.Read(pdu).Sequence);
        return id;
    }

    private static async Task UntilAnsweredAsync(Esme esme)
    {
        while (SmppHeader.Read(await esme.ReadAsync()).Command != CommandId.EnquireLinkResp) { }
    }

    private static async Task<Esme> ConnectAsync(IPEndPoint at, CommandId kind)
    {
        var esme = await Esme.ConnectAsync(at);
        (await esme.BindAsync("acme", kind: kind)).ShouldBe(CommandStatus.Ok);
        return esme;
    }

    private static byte[] Query(string id)
    {
        var pdu = new byte[128];
        return pdu[..PduWriter.Write(pdu, CommandId.QuerySm, CommandStatus.Ok, 0, new QuerySm { MessageId = Encoding.ASCII.GetBytes(id), Source = new SmppAddress(5, 0, "ACME"u8) })];
    }

    private static byte[] Cancel(CommandId command, string id)
    {
        var pdu = new byte[128];
        return pdu[..PduWriter.Write(pdu, command, CommandStatus.Ok, 0, new CancelSm { MessageId = Encoding.ASCII.GetBytes(id) })];
    }

    private static byte[] Replace(string id)
    {
        var pdu = new byte[128];
        return pdu[..PduWriter.Write(pdu, CommandId.ReplaceSm, CommandStatus.Ok, 0, new ReplaceSm { MessageId = Encoding.ASCII.GetBytes(id), ShortMessage = "x"u8 })];
    }
}
