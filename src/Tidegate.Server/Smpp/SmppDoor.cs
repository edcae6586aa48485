using System.Buffers;
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

    /// <summary>A client's connection, its PROXY header read, and where the client is and connected to.</summary>
    public async Task<(Stream Stream, ClientPlace Place)> OpenAsync(Socket socket, CancellationToken cancel)
    {
        var stream = SmppDial.Plain(socket);
        var (from, to) = (Four(socket.RemoteEndPoint), Four(socket.LocalEndPoint));
        if (parts.Options.ProxyProtocolFrom.Any(n => n.Contains(from.Address))) from = await ProxyHeader.ReadAsync(stream, cancel) ?? from;
        return (stream, new ClientPlace(from, to));
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
        if (await ReachAsync(treated.Upstream, place, cancel) is not { } stream) return await RefuseAsync(client, header, CommandStatus.BindFailed, cancel);
        var upstream = new SmppConnection(stream);
        capture?.Watch(upstream, "SMSC", place.From);
        try
        {
            upstream.Append(new ReadOnlySequence<byte>(bind), 1);
            await upstream.DrainAsync();
            var answer = await upstream.ReadOneAsync(cancel);
            client.Append(new ReadOnlySequence<byte>(answer), header.Sequence);
            await client.DrainAsync();
            var said = SmppHeader.Read(answer);
            if (said.Command == header.Command.ToResponse() && said.Status == CommandStatus.Ok)
                return new ProxySession(parts, accounts.Of(name, treated), place.From, header.Command, client, upstream);
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }

        await upstream.DisposeAsync();
        return null;
    }

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

    private async Task<Stream?> ReachAsync(UpstreamOptions upstream, ClientPlace place, CancellationToken cancel)
    {
        try
        {
            return await SmppDial.ConnectAsync(upstream.Host, upstream.Port, upstream.Tls?.Handshake, ProxyHeader.Write(upstream.ProxyHeader, place.From, place.To), cancel);
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or IOException)
        {
            LogUnreachable(upstream.Name, e.Message);
            return null;
        }
    }

    private static async Task<ProxySession?> RefuseAsync(SmppConnection client, SmppHeader header, CommandStatus status, CancellationToken cancel)
    {
        client.Append(header.Command.ToResponse(), status, header.Sequence);
        await client.DrainAsync().WaitAsync(cancel);
        return null;
    }

    private static IPEndPoint Four(EndPoint? place) =>
        place is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : (IPEndPoint)place!;

    [LoggerMessage(LogLevel.Warning, "SMPP: a bind of {Account} from {Address} was refused here: {Status}")]
    private partial void LogRefused(string account, IPAddress address, CommandStatus status);

    [LoggerMessage(LogLevel.Warning, "SMPP: the SMSC {Upstream} cannot be reached: {Why}")]
    private partial void LogUnreachable(string upstream, string why);
}

/// <summary>Where a client's connection is.</summary>
/// <param name="From">Where the client is.</param>
/// <param name="To">Where it connected to.</param>
internal sealed record ClientPlace(IPEndPoint From, IPEndPoint To);
