using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Sessions;

namespace Tidegate.Server.Smpp;

/// <summary>From a connection to a session: whose it is, whether it may bind here, and whether the SMSC takes it.</summary>
internal sealed partial class SmppDoor(SmppParts parts, SmppAccounts accounts, ILogger<SmppDoor> log)
{
    // One that guesses passwords or addresses is not answered at once.
    private static readonly TimeSpan Reluctance = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>A client's connection, its PROXY header read, and where the client is and connected to.</summary>
    public async Task<(Stream Stream, ClientPlace Place)> OpenAsync(Socket socket, CancellationToken cancel)
    {
        var stream = SmppDial.Plain(socket);
        var (from, to) = (Four(socket.RemoteEndPoint), Four(socket.LocalEndPoint));
        if (parts.Options.ProxyProtocolFrom.Any(n => n.Contains(from.Address))) from = await ProxyHeader.ReadAsync(stream, cancel) ?? from;
        return (stream, new ClientPlace(from, to, socket));
    }

    /// <summary>The connection under TLS, where the listener has it.</summary>
    /// <exception cref="AuthenticationException">The client has no certificate that will do, or is not TLS.</exception>
    public async Task<Stream> SecureAsync(Stream stream, CancellationToken cancel) => parts.Options.Tls is { } tls ? await tls.AcceptAsync(stream, cancel) : stream;

    /// <summary>Takes a bind: asks the SMSC, and relays its answer.</summary>
    /// <returns>The session; null where it was refused, which the client was told.</returns>
    public async Task<ProxySession?> BindAsync(SmppConnection client, ClientPlace place, CancellationToken cancel)
    {
        var address = place.From.Address;
        var pdu = await client.ReadOneAsync(cancel);
        var header = SmppHeader.Read(pdu);
        if (!header.Command.IsBind()) return await RefuseAsync(client, header, CommandStatus.IncorrectBindStatus, cancel);
        if (!PduBody.TryRead<Bind>(pdu.AsSpan(SmppHeader.Size), out var body, out var fault)) throw new InvalidDataException($"bind: {fault}");
        var name = SmppEvent.Name(body.SystemId);
        var capture = parts.Captures.Running(name);
        capture?.Watch(client, "client", place.From);
        capture?.Take(false, "client", place.From, pdu);
        var (treated, refusal) = Examine(name, body.Password, address);
        if (treated is null)
        {
            LogRefused(name, address, refusal);
            await Task.Delay(Reluctance, parts.Time, cancel);
            return await RefuseAsync(client, header, refusal, cancel);
        }

        var bind = Mapped(pdu, body, treated);
        SmppConnection? upstream = null;
        try
        {
            upstream = new SmppConnection(await ReachAsync(treated.Upstream, place, cancel));
            capture?.Watch(upstream, "SMSC", place.From);
            var answer = await AskAsync(upstream, bind, cancel);
            client.Append(new ReadOnlySequence<byte>(answer), header.Sequence);
            await client.DrainAsync();
            var said = SmppHeader.Read(answer);
            if (said.Command == header.Command.ToResponse() && said.Status == CommandStatus.Ok)
                return new ProxySession(parts, accounts.Of(name, treated), place, header.Command, client, upstream);
            LogRefusedThere(name, treated.Upstream.Name, (uint)said.Status);
        }
        catch (Exception e) when (client.Failure is null && (e is SocketException or AuthenticationException or IOException or InvalidDataException or OperationCanceledException))
        {
            if (upstream is not null) await upstream.DisposeAsync();
            LogNotThere(name, treated.Upstream.Name, Why(e, upstream is null));
            return await RefuseAsync(client, header, CommandStatus.BindFailed, CancellationToken.None);
        }
        catch
        {
            if (upstream is not null) await upstream.DisposeAsync();
            throw;
        }

        await upstream.DisposeAsync();
        return null;
    }

    /// <summary>Binds at the SMSC.</summary>
    /// <returns>Its answer.</returns>
    private static async Task<byte[]> AskAsync(SmppConnection upstream, byte[] bind, CancellationToken cancel)
    {
        upstream.Append(new ReadOnlySequence<byte>(bind), 1);
        await upstream.DrainAsync().WaitAsync(cancel);
        while (true)
        {
            var answer = await upstream.ReadOneAsync(cancel);
            var said = SmppHeader.Read(answer);
            if (said.Command.IsResponse()) return answer;
            if (said.Command != CommandId.EnquireLink) throw new InvalidDataException($"a request ({said.Command}) before it answered the bind");
            upstream.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, said.Sequence);
            await upstream.DrainAsync().WaitAsync(cancel);
        }
    }

    private string Why(Exception e, bool unconnected) => e switch
    {
        OperationCanceledException when unconnected => string.Create(CultureInfo.InvariantCulture, $"was not reached within smpp.bind_timeout ({parts.Options.BindTimeout.TotalSeconds:0.###} s), or before the service stopped"),
        OperationCanceledException => string.Create(CultureInfo.InvariantCulture, $"did not answer the bind within smpp.bind_timeout ({parts.Options.BindTimeout.TotalSeconds:0.###} s), or before the service stopped"),
        _ when unconnected => "cannot be reached: " + e.Message,
        EndOfStreamException => "closed without an answer to the bind",
        InvalidDataException => "sent " + e.Message,
        _ => "broke the connection at the bind: " + e.Message,
    };

    private (SmppAccountOptions? Treated, CommandStatus Refusal) Examine(string name, ReadOnlySpan<byte> password, IPAddress address)
    {
        if (accounts.OptionsOf(name) is not { } treated) return (null, CommandStatus.InvalidSystemId);
        if (treated.Allow.Count > 0 && !treated.Allow.Any(n => n.Contains(address))) return (null, CommandStatus.BindFailed);
        if (treated.Password.Length > 0 && !CryptographicOperations.FixedTimeEquals(password, Encoding.UTF8.GetBytes(treated.Password))) return (null, CommandStatus.InvalidPassword);
        return (treated, CommandStatus.Ok);
    }

    private static byte[] Mapped(byte[] pdu, Bind body, SmppAccountOptions treated)
    {
        if (treated.UpstreamSystemId.Length == 0 && treated.UpstreamPassword.Length == 0) return pdu;
        var (id, password) = (Encoding.UTF8.GetBytes(treated.UpstreamSystemId), Encoding.UTF8.GetBytes(treated.UpstreamPassword));
        var mapped = new byte[pdu.Length + id.Length + password.Length];
        var length = PduWriter.Write(mapped, SmppHeader.Read(pdu).Command, CommandStatus.Ok, 1, new Bind
        {
            SystemId = id.Length > 0 ? id : body.SystemId,
            Password = password.Length > 0 ? password : body.Password,
            SystemType = body.SystemType,
            InterfaceVersion = body.InterfaceVersion,
            AddressRange = body.AddressRange,
            Tlvs = body.Tlvs,
        });
        return mapped[..length];
    }

    private static Task<Stream> ReachAsync(UpstreamOptions upstream, ClientPlace place, CancellationToken cancel) =>
        SmppDial.ConnectAsync(upstream.Host, upstream.Port, upstream.Tls?.Handshake, ProxyHeader.Write(upstream.ProxyHeader, place.From, place.To), cancel);

    private async Task<ProxySession?> RefuseAsync(SmppConnection client, SmppHeader header, CommandStatus status, CancellationToken cancel)
    {
        client.Append(header.Command.ToResponse(), status, header.Sequence);
        await client.DrainAsync().WaitAsync(Farewell, parts.Time, cancel);
        return null;
    }

    private static IPEndPoint Four(EndPoint? place) =>
        place is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : (IPEndPoint)place!;

    [LoggerMessage(LogLevel.Warning, "SMPP: a bind of {Account} from {Address} was refused here: {Status}")]
    private partial void LogRefused(string account, IPAddress address, CommandStatus status);

    [LoggerMessage(LogLevel.Warning, "SMPP: a bind of {Account} failed: the SMSC {Upstream} {Why}")]
    private partial void LogNotThere(string account, string upstream, string why);

    [LoggerMessage(LogLevel.Warning, "SMPP: a bind of {Account} was refused by the SMSC {Upstream}: status 0x{Status:x}")]
    private partial void LogRefusedThere(string account, string upstream, uint status);
}

/// <summary>Where a client's connection is.</summary>
/// <param name="From">Where the client is.</param>
/// <param name="To">Where it connected to.</param>
/// <param name="Socket">The connection itself, which is read and written through its stream.</param>
internal sealed record ClientPlace(IPEndPoint From, IPEndPoint To, Socket Socket);
