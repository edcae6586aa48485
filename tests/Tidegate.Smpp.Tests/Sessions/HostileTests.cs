using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Sessions;
using Xunit;

namespace Tidegate.Smpp.Tests.Sessions;

/// <summary>Peers that are not what they should be.</summary>
public sealed class HostileTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", null)]
    [InlineData(null, "16030100c8010000c4030300000000000000")] // a TLS hello
    [InlineData(null, "00000000000000000000000000000000")]
    [InlineData(null, "0000000f000000040000000000000001")]
    [InlineData(null, "ffffffff000000040000000000000001")]
    [InlineData(null, "00010001000000040000000000000001")] // one over the limit
    public async Task WhatIsNotSmpp_EndsTheSession_OfEitherSide(string? text, string? hex)
    {
        var octets = text is null ? Convert.FromHexString(hex!) : Encoding.ASCII.GetBytes(text);
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions());
        await using var _ = session;
        await using var __ = peer;
        await peer.SendAsync(octets);
        (await session.Ended.WaitAsync(Patience)).ShouldBeOfType<InvalidDataException>();
        (await peer.IsClosedAsync()).ShouldBeTrue();

        await using var listener = new SmppListener(new IPEndPoint(IPAddress.Loopback, 0), new SmppListenerOptions());
        await using var unbound = await RawPeer.ConnectAsync(listener.Endpoint);
        await unbound.SendAsync(octets);
        (await unbound.IsClosedAsync()).ShouldBeTrue();
        await using var client = await BindAsync(listener.Endpoint);
        (await client.EnquireAsync()).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task PeerThatClosesInAPdu_EndsTheSession()
    {
        var (session, peer) = await RawPeer.BoundAsync(new SmppSessionOptions());
        await using var _ = session;
        await peer.SendAsync(RawPeer.Message(CommandId.DeliverSm, 1, "half")[..30]);
        await peer.DisposeAsync();
        (await session.Ended.WaitAsync(Patience)).ShouldBeOfType<EndOfStreamException>();
    }

    [Fact]
    public async Task HandlerThatThrows_EndsItsSessionAlone()
    {
        await using var listener = new SmppListener(new IPEndPoint(IPAddress.Loopback, 0), new SmppListenerOptions
        {
            Session = new SmppSessionOptions { OnRequest = (_, header, _) => throw new InvalidOperationException($"no {header.Command}") },
        });
        await using var one = await BindAsync(listener.Endpoint);
        await using var other = await BindAsync(listener.Endpoint);
        var failure = await Should.ThrowAsync<SmppSessionException>(() => one.SubmitAsync(new MessageSm()).WaitAsync(Patience));
        failure.InDoubt.ShouldBeTrue();
        (await other.EnquireAsync()).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Bind_TellsWhatIsWrongWithThePeer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = (IPEndPoint)listener.LocalEndpoint;
        await Should.ThrowAsync<SmppBindException>(() => AgainstAsync(RawPeer.HeaderOnly(CommandId.BindTransceiverResp, 1, CommandStatus.InvalidPassword)));
        await Should.ThrowAsync<SmppBindException>(() => AgainstAsync(RawPeer.HeaderOnly(CommandId.GenericNack, 1)));
        await Should.ThrowAsync<InvalidDataException>(() => AgainstAsync("HTTP/1.1 400 Bad Request\r\n"u8.ToArray()));
        await Should.ThrowAsync<IOException>(() => AgainstAsync(null));
        await Should.ThrowAsync<TimeoutException>(() => BindAsync(endpoint, TimeSpan.FromMilliseconds(300))); // it says nothing
        listener.Stop();
        await Should.ThrowAsync<SocketException>(() => BindAsync(endpoint));

        async Task AgainstAsync(byte[]? answer)
        {
            var binding = BindAsync(endpoint);
            using var socket = await listener.AcceptSocketAsync();
            await socket.ReceiveAsync(new byte[1024]);
            if (answer is not null) await socket.SendAsync(answer);
            else socket.Dispose();
            await (await binding.WaitAsync(Patience)).DisposeAsync();
        }
    }

    /// <summary>Whatever bound clients send, the server goes on for others, and every one of them comes to an end.</summary>
    [Fact]
    public void MutatedPdusToAServer_NeverStopIt()
    {
        using var served = new Served();
        Gen.Select(Gen.Int[0, Golden.All.Count - 1], Gen.Select(Gen.Int[0, 60], Gen.Byte).Array[0, 6]).Array[1, 8].Sample(
            mutations =>
            {
                var octets = new List<byte>();
                foreach (var (index, changes) in mutations)
                {
                    var pdu = Golden.Bytes(Golden.All[index]);
                    foreach (var (at, value) in changes) pdu[at % pdu.Length] = value;
                    octets.AddRange(pdu);
                }

                served.Try([.. octets]);
            },
            iter: 300,
            threads: 1,
            seed: "0000KIa3kcH4");
        served.Answers.ShouldBeGreaterThan(0);
    }

    private static Task<SmppSession> BindAsync(IPEndPoint to, TimeSpan? patience = null) =>
        SmppClient.BindAsync(new SmppClientOptions { Host = to.Address.ToString(), Port = to.Port, SystemId = "acme", BindTimeout = patience ?? Patience });

    /// <summary>A server that answers every request, and a client for each attempt.</summary>
    private sealed class Served : IDisposable
    {
        private readonly SmppListener _listener = new(new IPEndPoint(IPAddress.Loopback, 0), new SmppListenerOptions
        {
            Session = new SmppSessionOptions { OnRequest = static (session, header, _) => session.Answer(header, CommandStatus.Ok, new TextResp { HasBody = true, Text = "id"u8 }) },
        });

        public int Answers { get; private set; }

        public void Try(byte[] octets)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
            socket.Connect(_listener.Endpoint);
            socket.Send(RawPeer.Bind("acme"));
            socket.Send(octets);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            try
            {
                while (socket.Receive(buffer) is > 0 and var read) Answers += read; // until it closes, which it does when we have
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // it closed before it had read all
            }
        }

        public void Dispose() => _listener.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
