using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Smpp.Sessions;

/// <summary>A server: takes connections, answers binds, and has a session for each client that is bound.</summary>
public sealed class SmppListener : IAsyncDisposable
{
    private readonly SmppAcceptor _acceptor;
    private readonly SmppListenerOptions _options;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<SmppSession, bool> _sessions = new();
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The address cannot be used.</exception>
    public SmppListener(IPEndPoint at, SmppListenerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _acceptor) = (options, new SmppAcceptor(at, options.MaxConnections, options.Session.Time));
        _accepting = _acceptor.RunAsync(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => _acceptor.Endpoint;

    /// <summary>Clients that are bound.</summary>
    public IEnumerable<SmppSession> Sessions => _sessions.Keys;

    /// <summary>Takes no more connections, and unbinds all sessions once their responses are there.</summary>
    public async Task StopAsync(CancellationToken cancel = default)
    {
        _acceptor.Stop();
        await Task.WhenAll(_sessions.Keys.Select(s => s.UnbindAsync(cancel))).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes no more connections, and closes all at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _acceptor.Stop();
        await _end.CancelAsync().ConfigureAwait(false);
        foreach (var session in _sessions.Keys) await session.DisposeAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            if (await SessionAsync(socket).ConfigureAwait(false) is not { } session) return;
            _sessions[session] = true;
            _options.OnBound?.Invoke(session);
            session.Start();
            if (_end.IsCancellationRequested) await session.DisposeAsync().ConfigureAwait(false);
            await session.Ended.ConfigureAwait(false);
            _sessions.TryRemove(session, out _);
        }
        catch (Exception)
        {
            // It did not become a session. What callbacks throw ends one connection and never the listener.
        }
    }

    private async Task<SmppSession?> SessionAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(_options.BindTimeout, _options.Session.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _end.Token);
        var connection = new SmppConnection(await SecureAsync(SmppDial.Plain(socket), both.Token).ConfigureAwait(false), _options.Session.PduLimit);
        return await BindAsync(connection, socket.RemoteEndPoint, both.Token).ConfigureAwait(false);
    }

    private async Task<Stream> SecureAsync(Stream stream, CancellationToken cancel)
    {
        if (_options.Tls is not { } tls) return stream;
        var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(tls, cancel).ConfigureAwait(false);
        return secured;
    }

    private async Task<SmppSession?> BindAsync(SmppConnection connection, EndPoint? peer, CancellationToken cancel)
    {
        var pdu = await connection.ReadOneAsync(cancel).ConfigureAwait(false);
        var header = SmppHeader.Read(pdu);
        if (header.Command.IsResponse()) return null;
        var request = Read(header, pdu, peer);
        var status = request is null ? header.Command.IsBind() ? CommandStatus.InvalidCommandLength : CommandStatus.IncorrectBindStatus
            : _options.OnBind is { } decide ? await decide(request, cancel).ConfigureAwait(false)
            : CommandStatus.Ok;
        if (status == CommandStatus.Ok) Accept(connection, header);
        else connection.Append(header.Command.ToResponse(), status, header.Sequence);
        await connection.DrainAsync().WaitAsync(cancel).ConfigureAwait(false);
        if (request is null || status != CommandStatus.Ok) return null;
        return new SmppSession(connection, _options.Session, request.Kind, request.SystemId, peer, isServer: true) { PeerVersion = request.InterfaceVersion };
    }

    private static SmppBindRequest? Read(SmppHeader header, byte[] pdu, EndPoint? peer) =>
        header.Command.IsBind() && PduBody.TryRead<Bind>(pdu.AsSpan(SmppHeader.Size), out var bind, out _)
            ? new SmppBindRequest(header.Command, Encoding.Latin1.GetString(bind.SystemId), Encoding.Latin1.GetString(bind.Password), bind.InterfaceVersion, peer)
            : null;

    private void Accept(SmppConnection connection, SmppHeader header)
    {
        var name = Encoding.Latin1.GetBytes(_options.SystemId);
        var pdu = new byte[SmppHeader.Size + name.Length + 8];
        var length = PduWriter.Write(pdu, header.Command.ToResponse(), CommandStatus.Ok, header.Sequence, new TextResp { HasBody = true, Text = name, Tlvs = new Tlvs([0x02, 0x10, 0, 1, 0x34]) });
        connection.Append(pdu.AsSpan(0, length));
    }
}
