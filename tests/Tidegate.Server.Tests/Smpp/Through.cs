using Shouldly;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>What tests of the proxy have in common: a host with a section `smpp`, a client bound through it, a blocked range.</summary>
internal static class Through
{
    public const string Good = "393391234567";
    public const string Bad = "998901112233";

    /// <summary>The section of one SMSC.</summary>
    public static string Config(Smsc smsc, string more = "window: 100") => $"smpp: {{listen: '127.0.0.1:0', upstream: '127.0.0.1:{smsc.Port}', supplier: smsc-1, {more}}}";

    public static async Task<Esme> BoundAsync(Host host, string systemId = "acme", CommandId kind = CommandId.BindTransceiver)
    {
        var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        (await esme.BindAsync(systemId, kind: kind)).ShouldBe(CommandStatus.Ok);
        return esme;
    }

    public static Task BlockAsync(Host host) =>
        host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { ranges = new[] { new { from = "998900000000", to = "998909999999" } } }, reason = "attack" }, 201);

    public static byte[] HeaderOnly(CommandId command, CommandStatus status = CommandStatus.Ok)
    {
        var pdu = new byte[SmppHeader.Size];
        new SmppHeader(SmppHeader.Size, command, status, 0).Write(pdu);
        return pdu;
    }

    public static async Task UntilAsync(Func<bool> met)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!met()) await Task.Delay(20, patience.Token);
    }
}
