using System.Net;
using System.Net.Security;

namespace Tidegate.Smpp.Sessions;

/// <summary>A bind that a client asks for.</summary>
/// <param name="Kind">bind_transmitter, bind_receiver or bind_transceiver.</param>
/// <param name="SystemId">Whom it binds as.</param>
/// <param name="Password">Never to be logged.</param>
/// <param name="InterfaceVersion">0x34 is 3.4.</param>
/// <param name="Peer">Where it is.</param>
public sealed record SmppBindRequest(CommandId Kind, string SystemId, string Password, byte InterfaceVersion, EndPoint? Peer)
{
    public override string ToString() => $"{Kind} of {SystemId} from {Peer}";
}

/// <summary>How a server takes clients.</summary>
public sealed record SmppListenerOptions
{
    /// <summary>What it calls itself.</summary>
    public string SystemId { get; init; } = "smsc";

    /// <summary>TLS towards clients; null for plain TCP.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Says how a bind is answered: ESME_ROK takes it. Null takes all. Where it throws the connection is closed.</summary>
    public Func<SmppBindRequest, CancellationToken, ValueTask<CommandStatus>>? OnBind { get; init; }

    /// <summary>Told of each session, before anything of it is read.</summary>
    public Action<SmppSession>? OnBound { get; init; }

    /// <summary>Connections at once, bound or not; more are closed.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long TLS and the bind may take together.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How sessions behave.</summary>
    public SmppSessionOptions Session { get; init; } = new();
}
