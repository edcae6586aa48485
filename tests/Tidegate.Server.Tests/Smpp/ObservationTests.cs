using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>What the proxy saw is in the sums, whatever ids the SMSC gives.</summary>
public sealed class ObservationTests
{
    private const string Other = "447700900123";

    [Fact]
    public async Task TwoSmscsOfOneCustomer_WithTheSameIds_AreToldApart()
    {
        await using var one = new Smsc(ids: "");
        await using var two = new Smsc(ids: "");
        await using var host = await Host.StartAsync(Config(one, Accounts(two)));
        await using var first = await BoundAsync(host, "s1");
        await using var second = await BoundAsync(host, "s2");
        for (uint i = 1; i <= 5; i++)
        {
            await AnsweredAsync(first, i, Good);
            await AnsweredAsync(second, i, Good);
        }

        await UntilAsync(() => host.Engine.Health().Events == 10);
        for (var i = 0; i < 5; i++) await two.SendAsync(Receipt($"{i}", "UNDELIV"), 9);
        await one.SendAsync(Receipt("0", "DELIVRD"), 9);
        await UntilAsync(() => host.Engine.Health().Events == 16);
        host.Engine.Health().Orphans.ShouldBe(0);
        host.Engine.Health().Duplicates.ShouldBe(0);
        var rows = await RowsAsync(host, "supplier", 10);
        Count(rows, "supplier", "smsc-1").ShouldBe((5, 1));
        Count(rows, "supplier", "smsc-2").ShouldBe((5, 0));
    }

    [Fact]
    public async Task SecondSmscThatIsAdded_LeavesTheReceiptsOfMessagesBeforeWhereTheyBelong()
    {
        await using var one = new Smsc();
        await using var two = new Smsc();
        await using var host = await Host.StartAsync(Config(one, "accounts: [{system_id: s1, customer: shared}]"));
        await using (var before = await BoundAsync(host, "s1")) await AnsweredAsync(before, 1, Good);
        await UntilAsync(() => host.Engine.Health().Events == 1);
        await host.RestartAsync(() => File.WriteAllTextAsync(Path.Combine(host.Folder, "tidegate.yaml"), Config(one, Accounts(two))));
        await using var after = await BoundAsync(host, "s1");
        await one.SendAsync(Receipt("00ab0", "DELIVRD"), 9);
        await UntilAsync(() => host.Service<SmppCounts>().Receipts.Value > 0);
        Count(await RowsAsync(host, "customer", 1, delivered: 1), "customer", "shared").ShouldBe((1, 1));
    }

    [Fact]
    public async Task IdThatIsGivenAgain_LosesNoSubmission_AlsoAfterARestart_AndItsReceiptIsTheNewests()
    {
        await using var smsc = new Smsc(ids: "0", numbered: false);
        await using var host = await Host.StartAsync(Config(smsc));
        await using (var esme = await BoundAsync(host))
        {
            for (uint i = 1; i <= 20; i++) await AnsweredAsync(esme, i, Good);
            await AnsweredAsync(esme, 21, Other);
            await UntilAsync(() => host.Service<SmppCounts>().IdsReused.Value == 20);
            await UntilAsync(() => host.Engine.Health().Events == 21);
            await smsc.SendAsync(Receipt("0", "DELIVRD"), 9);
            var rows = await RowsAsync(host, "block", 21, delivered: 1);
            rows.Where(r => Number(r, "messages") == 20).ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => Number(r, "delivered").ShouldBe(0));
            rows.Where(r => Number(r, "messages") == 1).ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => Number(r, "delivered").ShouldBe(1));
        }

        await host.RestartAsync();
        await using var again = await BoundAsync(host);
        for (uint i = 1; i <= 3; i++) await AnsweredAsync(again, i, Other);
        Count(await RowsAsync(host, "customer", 24), "customer", "acme").Messages.ShouldBe(24);
        host.Service<SmppCounts>().IdsReused.Value.ShouldBe(3);
    }

    [Fact]
    public async Task NumbersThatTheSmscRefusesOfSubmitMulti_AreRecordedAsRefused_AndTheOthersAsSent()
    {
        await using var smsc = new Smsc { Refuses = "+" + Other };
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        await esme.SendAsync(BlockAnswerTests.Multi(Good, Other), 1);
        await esme.ReadAsync();
        await UntilAsync(() => host.Engine.Health().Events == 3); // two submissions, and what became of one
        await smsc.SendAsync(Receipt("multi-1", "DELIVRD"), 9);
        await UntilAsync(() => host.Engine.Health().Events == 4);
        host.Engine.Health().Orphans.ShouldBe(0);
        var rows = await RowsAsync(host, "block", 2, delivered: 1);
        rows.Select(r => (r["block"]!.ToString(), Number(r, "messages"), Number(r, "receipted"), Number(r, "delivered"))).ShouldBe(
            [(Good[..^4], 1, 1, 1), (Other[..^4], 1, 1, 0)], ignoreOrder: true);
    }

    [Fact]
    public async Task ErrorOfAReceipt_IsKeptWhereItIsACode_AndNothingElseIs()
    {
        foreach (var (error, expected) in new[] { ("000", "000"), ("0x45", "0x45"), ("EC_11", ""), ("-1", "-1"), ("NOCREDIT", "NOCREDIT"), ("998911223344", ""), ("9989112", ""), ("PLANTEDTEXT", ""), ("", "") })
            SmppEvent.Code(Encoding.ASCII.GetBytes(error)).ShouldBe(expected, error);
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        await AnsweredAsync(esme, 1, Good);
        await smsc.SendAsync(Receipt("00ab0", "DELIVRD", "PLANTED-TEXT"), 9);
        await UntilAsync(() => host.Engine.Health().Events == 2);
        foreach (var file in Directory.GetFiles(Path.Combine(host.Folder, "data"), "journal*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var octets = new byte[stream.Length];
            await stream.ReadExactlyAsync(octets);
            octets.AsSpan().IndexOf("PLANTED"u8).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task ReceiptsAsVendorsWriteThem_MeetTheirMessages_AndPassAsTheyAre()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        (byte Coding, byte[] Text)[] receipts =
        [
            (8, Encoding.BigEndianUnicode.GetBytes("id:00AB0 sub:001 stat:DELIVRD err:000 text:\u043f\u0440")),
            (8, "id:00AB1 stat:DELIVRD"u8.ToArray()),
            (0, "Id:00ab2,sub:001,dlvrd:001,stat:DELIVRD,err:000"u8.ToArray()),
            (0, "ID:\"00AB3\", stat:\"DELIVRD\""u8.ToArray()),
            (0, "id: 'AB4'; stat: DELIVRD;"u8.ToArray()),
        ];
        for (uint i = 0; i < receipts.Length; i++) await AnsweredAsync(esme, i + 1, Good);
        await UntilAsync(() => host.Engine.Health().Events == receipts.Length);
        foreach (var (coding, text) in receipts)
        {
            var pdu = new byte[256];
            var length = PduWriter.Write(pdu, CommandId.DeliverSm, CommandStatus.Ok, 9, new MessageSm { Settings = new MessageSettings { EsmClass = 4, DataCoding = coding }, ShortMessage = text });
            await smsc.SendAsync(pdu[..length], 9);
            (await esme.ReadAsync()).ShouldBe(pdu[..length]);
        }

        await UntilAsync(() => host.Engine.Health().Events == 2 * receipts.Length);
        host.Engine.Health().Orphans.ShouldBe(0);
        Count(await RowsAsync(host, "customer", receipts.Length, receipts.Length), "customer", "acme").ShouldBe((receipts.Length, receipts.Length));
        host.Service<SmppCounts>().ReceiptsUnreadable.Value.ShouldBe(0);
    }

    private static string Accounts(Smsc two) => $"accounts: [{{system_id: s1, customer: shared}}, {{system_id: s2, customer: shared, upstream: '127.0.0.1:{two.Port}', supplier: smsc-2}}]";

    private static async Task AnsweredAsync(Esme esme, uint sequence, string destination)
    {
        await esme.SubmitAsync(sequence, destination);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
    }

    private static byte[] Receipt(string id, string state, string error = "000")
    {
        var pdu = new byte[256];
        var length = PduWriter.Write(pdu, CommandId.DeliverSm, CommandStatus.Ok, 9, new MessageSm { Settings = new MessageSettings { EsmClass = 4 }, ShortMessage = Encoding.ASCII.GetBytes($"id:{id} stat:{state} err:{error}") });
        return pdu[..length];
    }

    // The sums follow what came.
    private static async Task<List<JsonNode>> RowsAsync(Host host, string by, int messages, int delivered = 0)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            List<JsonNode> rows = [.. (await host.GetAsync($"/v1/traffic?step=all&limit=100&by={by}"))["rows"]!.AsArray().Select(r => r!)];
            if (patience.IsCancellationRequested || (rows.Sum(r => Number(r, "messages")) >= messages && rows.Sum(r => Number(r, "delivered")) >= delivered)) return rows;
            await Task.Delay(50);
        }
    }

    private static (long Messages, long Delivered) Count(List<JsonNode> rows, string by, string name)
    {
        var row = rows.Single(r => r[by]!.GetValue<string>() == name);
        return (Number(row, "messages"), Number(row, "delivered"));
    }

    private static long Number(JsonNode row, string name) => row[name]?.GetValue<long>() ?? 0;
}
