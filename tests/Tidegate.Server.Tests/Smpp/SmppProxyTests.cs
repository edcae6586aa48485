using System.Net.Sockets;
using System.Text;
using Shouldly;
using Tidegate.Server.Settings;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

public sealed class SmppProxyTests
{
    [Fact]
    public async Task Submission_PassesByteForByte_AndItsAnswerComesBackUnderTheClientsSequence()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(0xFFFF_FFFE, Good);
        var answer = await esme.ReadAsync();
        SmppHeader.Read(answer).ShouldBe(new SmppHeader((uint)answer.Length, CommandId.SubmitSmResp, CommandStatus.Ok, 0xFFFF_FFFE));
        Encoding.ASCII.GetString(answer[16..^1]).ShouldBe("00AB0");
        smsc.Received.TryDequeue(out var seen).ShouldBeTrue();
        var sent = Esme.Submission(Good);
        seen!.Length.ShouldBe(sent.Length);
        SmppHeader.WriteSequence(sent, SmppHeader.Read(seen).Sequence);
        seen.ShouldBe(sent);
    }

    [Fact]
    public async Task SubmissionAndReceipt_BecomeEvents_ThatMeet()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        await esme.ReadAsync();
        await UntilAsync(() => host.Engine.Health().Events == 1);
        var receipt = new byte[256];
        var length = PduWriter.Write(receipt, CommandId.DeliverSm, CommandStatus.Ok, 9, new MessageSm { Settings = new MessageSettings { EsmClass = 4 }, ShortMessage = "id:ab0 stat:DELIVRD err:000"u8 });
        await smsc.SendAsync(receipt[..length], 9);
        var passed = await esme.ReadAsync();
        passed.ShouldBe(receipt[..length]);
        await UntilAsync(() => host.Engine.Health().Events == 2);
        host.Engine.Health().Orphans.ShouldBe(0);
        host.Service<SmppCounts>().Receipts.Value.ShouldBe(1);

        await esme.SendAsync(HeaderOnly(CommandId.DeliverSmResp), 9);
        await UntilAsync(() => smsc.Received.Any(p => SmppHeader.Read(p) is { Command: CommandId.DeliverSmResp, Sequence: 9 }));
    }

    [Fact]
    public async Task BlockedSubmission_IsAnsweredWithAPermanentHeader_AndNeverReachesTheSmsc()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc));
        await BlockAsync(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(7, Bad);
        Convert.ToHexStringLower(await esme.ReadAsync()).ShouldBe("00000010800000040000004500000007");
        await esme.SubmitAsync(8, Good);
        SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(22, CommandId.SubmitSmResp, CommandStatus.Ok, 8));
        smsc.Received.Count.ShouldBe(1);
        host.Service<SmppCounts>().Blocked.Value.ShouldBe(1);
        await UntilAsync(() => host.Engine.Health().Events == 2); // what was refused was tried
    }

    [Fact]
    public async Task BlockThatBeginsBetweenParts_LetsTheMessageGoOn()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync("mode: enforce\n" + Config(smsc));
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Bad, 0x40, [5, 0, 3, 77, 2, 1, 65]);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
        await BlockAsync(host);
        await using var other = await BoundAsync(host);
        await other.SubmitAsync(1, Bad, 0x40, [5, 0, 3, 77, 2, 2, 65]);
        SmppHeader.Read(await other.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
        await other.SubmitAsync(2, Bad, 0x40, [5, 0, 3, 78, 2, 1, 65]);
        SmppHeader.Read(await other.ReadAsync()).Status.ShouldBe(CommandStatus.SubmitFailed);
    }

    [Fact]
    public async Task AnswersOutOfOrder_AndRepeatedSequences_ComeBackAsTheyWere()
    {
        await using var smsc = new Smsc(answerEvery: 4);
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        foreach (var sequence in new uint[] { 5, 5, 0, 6 }) await esme.SubmitAsync(sequence, Good);
        var answered = new List<uint>();
        for (var i = 0; i < 4; i++) answered.Add(SmppHeader.Read(await esme.ReadAsync()).Sequence);
        answered.ShouldBe([6, 0, 5, 5]);
    }

    [Fact]
    public async Task FullWindow_HoldsTheClientBack_AndLosesNothing()
    {
        await using var smsc = new Smsc(answerEvery: 2);
        await using var host = await Host.StartAsync(Config(smsc, "window: 2"));
        await using var esme = await BoundAsync(host);
        for (uint i = 1; i <= 200; i++) await esme.SubmitAsync(i, Good);
        var answered = new HashSet<uint>();
        for (var i = 0; i < 200; i++) answered.Add(SmppHeader.Read(await esme.ReadAsync()).Sequence).ShouldBeTrue();
        smsc.Received.Count.ShouldBe(200);
    }

    [Fact]
    public async Task EnquireLinkIsAnsweredAtOnce_AndUnbindGoesThrough()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        await esme.SendAsync(HeaderOnly(CommandId.EnquireLink), 2);
        SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(16, CommandId.EnquireLinkResp, CommandStatus.Ok, 2));
        await esme.SendAsync(HeaderOnly(CommandId.Unbind), 3);
        SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(16, CommandId.UnbindResp, CommandStatus.Ok, 3));
    }

    [Fact]
    public async Task SmscThatBreaks_ClosesTheClient_AndTellsWhatIsInDoubt()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        await UntilAsync(() => !smsc.Received.IsEmpty);
        await smsc.BreakAsync();
        await Should.ThrowAsync<IOException>(esme.ReadAsync);
        await UntilAsync(() => host.Service<SmppCounts>().InDoubt.Value == 1);
        await UntilAsync(() => host.Service<SmppCounts>().Sessions.Value == 0);
    }

    [Fact]
    public async Task SmscThatCannotBeReached_IsAFailedBind()
    {
        int port;
        await using (var gone = new Smsc()) port = gone.Port;
        await using var host = await Host.StartAsync($"smpp: {{listen: '127.0.0.1:0', upstream: '127.0.0.1:{port}'}}");
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        (await esme.BindAsync("acme")).ShouldBe(CommandStatus.BindFailed);
    }

    [Fact]
    public async Task NoSmpp_IsClosed()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            (await socket.ReceiveAsync(new byte[16], patience.Token)).ShouldBe(0);
        }
        catch (SocketException)
        {
            // closed with octets unread
        }

        await UntilAsync(() => host.Service<SmppCounts>().BindsFailed.Value == 1);
    }

    [Theory]
    [InlineData("listen: 'nowhere', upstream: 'a:1'", "smpp.listen: 'nowhere' will not do; expected an address and port such as 127.0.0.1:2775")]
    [InlineData("listen: '127.0.0.1:0'", "smpp.upstream: not set")]
    [InlineData("upstream: 'a:1'", "smpp.listen: not set")]
    [InlineData("listen: '127.0.0.1:0', upstream: 'a'", "smpp.upstream: 'a' will not do")]
    [InlineData("listen: '127.0.0.1:0', upstream: 'a:1', block_status: throttled", "smpp.block_status: 'throttled' will not do; expected one of submit_failed, invalid_destination")]
    public async Task BadSetting_IsToldWithItsPlace(string section, string expected) =>
        (await Should.ThrowAsync<ConfigException>(() => Host.StartAsync($"smpp: {{{section}}}"))).Message.ShouldContain(expected);
}
