using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shouldly;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Sessions;
using Xunit;

namespace Tidegate.Smpp.Tests.Sessions;

/// <summary>A server and its clients.</summary>
public sealed class ListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task ServerAndClient_SendEachOtherMessages_UnderTls()
    {
        using var certificate = Certificate();
        var delivered = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = new SmppListener(Anywhere, new SmppListenerOptions
        {
            SystemId = "here",
            Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate },
            Session = new SmppSessionOptions { OnRequest = static (session, header, pdu) => session.Answer(header, CommandStatus.Ok, new TextResp { HasBody = true, Text = Text(pdu) }) },
        });
        await using var client = await SmppClient.BindAsync(Options(listener) with
        {
#pragma warning disable CA5359 // the certificate is the test's own
            Tls = new SslClientAuthenticationOptions { TargetHost = "smsc.test", RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
            Session = new SmppSessionOptions
            {
                Window = 50,
                OnRequest = (session, header, pdu) =>
                {
                    delivered.TrySetResult(Encoding.ASCII.GetString(Text(pdu)));
                    session.Answer(header, CommandStatus.Ok);
                },
            },
        });
        (client.SystemId, client.PeerVersion).ShouldBe(("here", (byte)0x34));
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => client.SubmitAsync(Message($"m{i}")))).WaitAsync(Patience);
        answers.Select(a => a.MessageId).ShouldBe(Enumerable.Range(0, 500).Select(i => $"m{i}"));
        var server = listener.Sessions.Single();
        (server.SystemId, server.Bound, server.PeerVersion).ShouldBe(("acme", CommandId.BindTransceiver, (byte)0x34));
        (await server.DeliverAsync(Message("back")).WaitAsync(Patience)).IsOk.ShouldBeTrue();
        (await delivered.Task).ShouldBe("back");
        (await client.UnbindAsync())!.IsOk.ShouldBeTrue();
        (await server.Ended.WaitAsync(Patience)).ShouldBeNull();
    }

    [Fact]
    public async Task Binds_AreTakenOrRefused_AsTheOwnerSays()
    {
        var bound = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var listener = new SmppListener(Anywhere, new SmppListenerOptions
        {
            OnBind = static (request, _) => ValueTask.FromResult(request is { SystemId: "acme", Password: "right" } ? CommandStatus.Ok : CommandStatus.InvalidPassword),
            OnBound = session => bound.Enqueue(session.SystemId),
        });
        (await Should.ThrowAsync<SmppBindException>(() => SmppClient.BindAsync(Options(listener) with { Password = "wrong" }))).Header.Status.ShouldBe(CommandStatus.InvalidPassword);
        await using var client = await SmppClient.BindAsync(Options(listener) with { Password = "right" });
        await UntilAsync(() => !bound.IsEmpty); // the client may know first
        bound.ShouldBe(["acme"]);
        new SmppBindRequest(CommandId.BindReceiver, "acme", "secret", 0x34, null).ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData(CommandId.BindReceiver, CommandId.SubmitSm, CommandStatus.IncorrectBindStatus)]
    [InlineData(CommandId.BindTransmitter, CommandId.SubmitSm, CommandStatus.Ok)]
    [InlineData(CommandId.BindReceiver, CommandId.DataSm, CommandStatus.Ok)]
    public async Task WhatABindMayNotDo_IsRefused(CommandId bind, CommandId request, CommandStatus expected)
    {
        await using var listener = new SmppListener(Anywhere, new SmppListenerOptions { Session = new SmppSessionOptions { OnRequest = static (session, header, _) => session.Answer(header, CommandStatus.Ok) } });
        await using var client = await SmppClient.BindAsync(Options(listener) with { Bind = bind });
        (await client.SendAsync(request, Message("x")).WaitAsync(Patience)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task WhatComesBeforeABind_IsRefused_AndWhatDoesNotBindInTimeIsClosed()
    {
        await using var listener = new SmppListener(Anywhere, new SmppListenerOptions { BindTimeout = TimeSpan.FromMilliseconds(500), MaxConnections = 2 });
        await using var eager = await RawPeer.ConnectAsync(listener.Endpoint);
        await eager.SendAsync(RawPeer.Message(CommandId.SubmitSm, 4, "x"));
        (await eager.ReadAsync(CommandId.SubmitSmResp)).ShouldBe(new SmppHeader(16, CommandId.SubmitSmResp, CommandStatus.IncorrectBindStatus, 4));
        (await eager.IsClosedAsync()).ShouldBeTrue();
        await using var broken = await RawPeer.ConnectAsync(listener.Endpoint);
        await broken.SendAsync(RawPeer.HeaderOnly(CommandId.BindReceiver, 5));
        (await broken.ReadAsync(CommandId.BindReceiverResp)).Status.ShouldBe(CommandStatus.InvalidCommandLength);
        await using var silent = await RawPeer.ConnectAsync(listener.Endpoint);
        (await silent.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Stopping_WaitsForResponses_AndUnbindsAll()
    {
        await using var listener = new SmppListener(Anywhere, new SmppListenerOptions());
        await using var peer = await RawPeer.ConnectAsync(listener.Endpoint);
        await peer.SendAsync(RawPeer.Bind("acme"));
        await peer.ReadAsync(CommandId.BindTransceiverResp);
        await UntilAsync(() => listener.Sessions.Any());
        var server = listener.Sessions.Single();
        var delivery = server.DeliverAsync(Message("x"));
        var request = await peer.ReadAsync(CommandId.DeliverSm);
        var stopping = listener.StopAsync();
        await peer.SendAsync(RawPeer.HeaderOnly(CommandId.DeliverSmResp, request.Sequence));
        var unbind = await peer.ReadAsync(CommandId.Unbind);
        await peer.SendAsync(RawPeer.HeaderOnly(CommandId.UnbindResp, unbind.Sequence));
        await stopping.WaitAsync(Patience);
        (await delivery).IsOk.ShouldBeTrue();
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => SmppClient.BindAsync(Options(listener)));
    }

    private static SmppClientOptions Options(SmppListener listener) => new() { Host = "127.0.0.1", Port = listener.Endpoint.Port, SystemId = "acme", BindTimeout = Patience };

    private static MessageSm Message(string text) => new() { Destination = new SmppAddress(1, 1, "393391234567"u8), ShortMessage = Encoding.ASCII.GetBytes(text) };

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> pdu) => PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _) ? message.ShortMessage : default;

    private static async Task UntilAsync(Func<bool> met)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!met()) await Task.Delay(20, patience.Token);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=smsc.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
