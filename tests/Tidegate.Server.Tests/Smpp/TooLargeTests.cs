using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>PDUs at the limit and over it.</summary>
public sealed class TooLargeTests
{
    private const int Limit = 64 << 10;

    [Fact]
    public async Task PduOf64KiB_Passes_AndALargerOneOfTheClient_ClosesTheBindWithoutAnAnswer()
    {
        await using var smsc = new Smsc(answerEvery: 1000);
        await using var host = await Host.StartAsync(Config(smsc));
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        await esme.SendAsync(Large(Limit), 2);
        await UntilAsync(() => smsc.Received.Any(p => p.Length == Limit));

        await esme.SendOctetsAsync(Large(Limit + 1)[..SmppHeader.Size]); // seen by its header alone
        await Should.ThrowAsync<IOException>(esme.ReadAsync);
        await UntilAsync(() => log.Have("a bind of acme has ended: the client sent a PDU that states 65537 octets; expected 16 to 65536; submissions in doubt: 1"));
        smsc.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task LargerOneOfTheSmsc_ClosesTheBindToo()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc));
        var log = LogLines.Of(host);
        await using var esme = await BoundAsync(host);
        await smsc.SendOctetsAsync(Large(Limit + 1)[..SmppHeader.Size]);
        await Should.ThrowAsync<IOException>(esme.ReadAsync);
        await UntilAsync(() => log.Have("a bind of acme has ended: the SMSC sent a PDU that states 65537 octets; expected 16 to 65536"));
    }

    // Of a kind that is not known here: it passes as it is.
    private static byte[] Large(int length)
    {
        var pdu = new byte[length];
        new SmppHeader((uint)length, (CommandId)0x0001_0200, CommandStatus.Ok, 2).Write(pdu);
        return pdu;
    }
}
