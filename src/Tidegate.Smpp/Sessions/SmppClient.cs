using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Smpp.Sessions;

/// <summary>Whom a client binds to, and as whom.</summary>
public sealed record SmppClientOptions
{
    /// <summary>Name or address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>TLS towards it; null for plain TCP.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>bind_transmitter, bind_receiver or bind_transceiver.</summary>
    public CommandId Bind { get; init; } = CommandId.BindTransceiver;

    /// <summary>Whom to bind as.</summary>
    public required string SystemId { get; init; }

    /// <summary>Its password.</summary>
    public string Password { get; init; } = "";

    /// <summary>system_type; mostly empty.</summary>
    public string SystemType { get; init; } = "";

    /// <summary>0x34 is 3.4.</summary>
    public byte InterfaceVersion { get; init; } = 0x34;

    /// <summary>address_range; mostly empty.</summary>
    public string AddressRange { get; init; } = "";

    /// <summary>How long connecting, TLS and the bind may take together.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How the session behaves.</summary>
    public SmppSessionOptions Session { get; init; } = new();
}

/// <summary>Binds as a client.</summary>
public static class SmppClient
{
    /// <summary>Connects and binds.</summary>
    /// <exception cref="SmppBindException">The bind was refused.</exception>
    /// <exception cref="SocketException">Nobody listens there, or the name is not known.</exception>
    /// <exception cref="EndOfStreamException">The peer closed before it answered.</exception>
    /// <exception cref="InvalidDataException">No SMPP is spoken there.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">Its certificate will not do, or it is not TLS.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="SmppClientOptions.BindTimeout"/>.</exception>
    public static async Task<SmppSession> BindAsync(SmppClientOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Bind.IsBind()) throw new ArgumentException($"Bind: {options.Bind}; expected bind_transmitter, bind_receiver or bind_transceiver", nameof(options));
        using var patience = new CancellationTokenSource(options.BindTimeout, options.Session.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        SmppConnection? connection = null;
        try
        {
            var stream = await SmppDial.ConnectAsync(options.Host, options.Port, options.Tls, cancel: both.Token).ConfigureAwait(false);
            connection = new SmppConnection(stream, options.Session.PduLimit);
            return await BindAsync(connection, options, new DnsEndPoint(options.Host, options.Port), both.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && !cancel.IsCancellationRequested) throw new TimeoutException($"{options.Host}:{options.Port} did not answer the bind in {options.BindTimeout.TotalSeconds:0.###} s", e);
            throw;
        }
    }

    private static async Task<SmppSession> BindAsync(SmppConnection connection, SmppClientOptions options, EndPoint peer, CancellationToken cancel)
    {
        connection.Append(Pdu(options));
        await connection.DrainAsync().WaitAsync(cancel).ConfigureAwait(false);
        var answer = await connection.ReadOneAsync(cancel).ConfigureAwait(false);
        var header = SmppHeader.Read(answer);
        if (header.Command != options.Bind.ToResponse() || header.Status != CommandStatus.Ok) throw new SmppBindException(header);
        PduBody.TryRead<TextResp>(answer.AsSpan(SmppHeader.Size), out var body, out _);
        var session = new SmppSession(connection, options.Session, options.Bind, Encoding.Latin1.GetString(body.Text), peer, isServer: false)
        {
            PeerVersion = body.Tlvs.TryFindNumber(TlvTag.ScInterfaceVersion, out var version) ? (byte)version : null,
        };
        session.Start();
        return session;
    }

    private static byte[] Pdu(SmppClientOptions options)
    {
        var (id, password, type, range) = (Encoding.Latin1.GetBytes(options.SystemId), Encoding.Latin1.GetBytes(options.Password), Encoding.Latin1.GetBytes(options.SystemType), Encoding.Latin1.GetBytes(options.AddressRange));
        var pdu = new byte[SmppHeader.Size + id.Length + password.Length + type.Length + range.Length + 8];
        var length = PduWriter.Write(pdu, options.Bind, CommandStatus.Ok, 1, new Bind
        {
            SystemId = id,
            Password = password,
            SystemType = type,
            InterfaceVersion = options.InterfaceVersion,
            AddressRange = new SmppAddress(0, 0, range),
        });
        return pdu[..length];
    }
}
