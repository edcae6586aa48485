using System.Net;

namespace Tidegate.Server.Smpp;

/// <summary>How the SMPP proxy runs: docs/smpp.md.</summary>
internal sealed record SmppOptions
{
    /// <summary>Where clients bind.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The listener's certificate; null for plain TCP.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>Load balancers whose connections begin with a PROXY header; empty for none.</summary>
    public IReadOnlyList<IPNetwork> ProxyProtocolFrom { get; init; } = [];

    /// <summary>Requests that a session may have unanswered by the SMSC; more wait.</summary>
    public int Window { get; init; } = 1000;

    /// <summary>Connections at once.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Connections of one address that are not bound yet.</summary>
    public int MaxUnbound { get; init; } = 20;

    /// <summary>How long a connection may take to bind.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the SMSC's response to a request is waited for; zero for ever.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the SMSC is asked whether it is there, and a client that is silent.</summary>
    public TimeSpan EnquireEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long what is unanswered is waited for when the service stops, and when a client unbinds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether only accounts that are listed may bind.</summary>
    public bool OnlyListed { get; init; }

    /// <summary>How accounts are treated that are not listed.</summary>
    public required SmppAccountOptions Standard { get; init; }

    /// <summary>By system_id, in the order of the configuration.</summary>
    public IReadOnlyDictionary<string, SmppAccountOptions> Accounts { get; init; } = new Dictionary<string, SmppAccountOptions>(StringComparer.Ordinal);

    /// <summary>What sets the message ids of one SMSC apart from those of a customer's other ones; 0 for the first that the customer has in
    /// <see cref="Accounts"/>, so that a customer with one has the keys of plain ids.</summary>
    /// <param name="customer">The customer's name in events.</param>
    /// <param name="upstream">The SMSC.</param>
    public ulong SpaceOf(string customer, UpstreamOptions upstream)
    {
        foreach (var (systemId, account) in Accounts)
        {
            if (account.CustomerOf(systemId) != customer) continue;
            return account.Upstream.Name == upstream.Name ? 0 : MessageKeys.Of(upstream.Name);
        }

        return 0;
    }
}
