using System.Buffers.Binary;
using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>How sessions end, how they do not begin, and who is said to be the cause.</summary>
public sealed class SessionEndTests
{
    [Fact]
    public async Task ClientsUnbind_IsAnsweredOnceItsRequestsAre_AndNothingFollows()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc, "window: 1, drain_timeout: 20s"));
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        for (uint i = 1; i <= 3; i++) await esme.SubmitAsync(i, Good);
        await esme.SendAsync(HeaderOnly(CommandId.Unbind), 4);
        await esme.SubmitAsync(5, Good);
        await esme.SendAsync(HeaderOnly(CommandId.EnquireLink), 6);
        SmppHeader.Read(await esme.ReadAsync()).Command.ShouldBe(CommandId.EnquireLinkResp);
        await UntilAsync(() => smsc.Received.Count == 1);

        await smsc.AnswerAllAsync();
        for (uint i = 1; i <= 3; i++) SmppHeader.Read(await esme.ReadAsync()).Sequence.ShouldBe(i);
        SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(16, CommandId.UnbindResp, CommandStatus.Ok, 4));
        await Should.ThrowAsync<IOException>(esme.ReadAsync);
        await UntilAsync(() => smsc.Received.Count == 4);
        smsc.Received.Select(p => SmppHeader.Read(p).Command).ShouldBe([CommandId.SubmitSm, CommandId.SubmitSm, CommandId.SubmitSm, CommandId.Unbind]);
        host.Service<SmppCounts>().InDoubt.Value.ShouldBe(0);
        await UntilAsync(() => log.Have("a bind of acme has ended: the client unbound; submissions in doubt: 0"));
    }

    [Fact]
    public async Task BindOnABoundSession_IsRefusedHere()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, "accounts: [{system_id: map, password: mine, upstream_system_id: up-id, upstream_password: up-pw}]"));
        await using var esme = await BoundAsync(host);
        (await esme.BindAsync("map", "mine")).ShouldBe(CommandStatus.AlreadyBound);
        await esme.SubmitAsync(1, Good);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
        smsc.Binds.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SilentClient_IsAsked_AndTheSessionEndsWhereItDoesNotAnswer()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, "enquire_every: 3s")); // in a second a busy machine's SMSC may not answer either, and be named
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        for (var i = 0; i < 3; i++)
        {
            var asked = SmppHeader.Read(await esme.ReadAsync());
            asked.Command.ShouldBe(CommandId.EnquireLink);
            await esme.SendAsync(HeaderOnly(CommandId.EnquireLinkResp), asked.Sequence);
        }

        await UntilAsync(() => log.Have("a bind of acme has ended: the client did not answer enquire_link"));
    }

    [Fact]
    public async Task ClientThatDoesNotRead_IsNamed_AndNotTheSmsc()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, "enquire_every: 1s"));
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        var large = new byte[60_000];
        HeaderOnly(CommandId.DeliverSm).CopyTo(large, 0);
        BinaryPrimitives.WriteInt32BigEndian(large, large.Length);
        var flood = FloodAsync(smsc, large);
        await UntilAsync(() => log.Have("a bind of acme has ended: the client does not read"));
        await smsc.BreakAsync();
        await flood;
    }

    [Fact]
    public async Task SmscThatCloses_IsNamed()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        await smsc.BreakAsync();
        await UntilAsync(() => log.Have("a bind of acme has ended: the SMSC closed"));
    }

    [Fact]
    public async Task SmscThatClosesAtTheBind_IsAFailedBind()
    {
        await using var smsc = new Smsc(secure: static async stream =>
        {
            await stream.DisposeAsync();
            throw new IOException("closed");
        });
        await using var host = await Host.StartAsync(Config(smsc, "bind_timeout: 2s"));
        var log = LogLines.Of(host);
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        (await esme.BindAsync("acme")).ShouldBe(CommandStatus.BindFailed);
        await UntilAsync(() => log.Have($"a bind of acme failed: the SMSC 127.0.0.1:{smsc.Port} "));
    }

    [Fact]
    public async Task SmscThatIsSilentAtTheBind_IsAFailedBind()
    {
        var never = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var smsc = new Smsc(secure: _ => never.Task);
        await using var host = await Host.StartAsync(Config(smsc, "bind_timeout: 2s"));
        var log = LogLines.Of(host);
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        (await esme.BindAsync("acme")).ShouldBe(CommandStatus.BindFailed);
        await UntilAsync(() => log.Have($"a bind of acme failed: the SMSC 127.0.0.1:{smsc.Port} did not answer the bind within smpp.bind_timeout (2 s)"));
        never.SetException(new IOException("over"));
    }

    [Fact]
    public async Task EnquireLinkBeforeTheBindsAnswer_IsAnsweredHere()
    {
        await using var smsc = new Smsc(secure: static async stream =>
        {
            var asked = HeaderOnly(CommandId.EnquireLink);
            SmppHeader.WriteSequence(asked, 77);
            await stream.WriteAsync(asked);
            return stream;
        });
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        await UntilAsync(() => smsc.Received.Any(p => SmppHeader.Read(p) is { Command: CommandId.EnquireLinkResp, Sequence: 77 }));
    }

    private static async Task FloodAsync(Smsc smsc, byte[] pdu)
    {
        try
        {
            for (uint i = 1; ; i++) await smsc.SendAsync(pdu, i);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // the session is over
        }
    }
}
