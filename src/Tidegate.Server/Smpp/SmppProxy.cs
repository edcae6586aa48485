using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Tidegate.Smpp;
using Tidegate.Smpp.Sessions;

namespace Tidegate.Server.Smpp;

/// <summary>Listens for clients and gives each bind one at the SMSC.</summary>
internal sealed partial class SmppProxy(SmppOptions options, SmppDoor door, SmppCounts counts, TimeProvider time, ILogger<SmppProxy> log) : BackgroundService
{
    private readonly Unbound _unbound = new(options.MaxUnbound);
    private SmppAcceptor? _acceptor;

    /// <summary>Where clients bind; null before it listens.</summary>
    public IPEndPoint? Endpoint => _acceptor?.Endpoint;

    /// <exception cref="IOException">The address cannot be used.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _acceptor = new SmppAcceptor(options.Listen, options.MaxConnections, time) { Refused = () => counts.BindsFailed.Add(), NotTaken = LogNotTaken };
        }
        catch (SocketException e)
        {
            throw new IOException($"smpp.listen: '{options.Listen}' cannot be listened on: {e.Message}", e);
        }

        LogListening(Endpoint!.ToString(), options.Tls is null ? "plain" : "TLS", options.Standard.Upstream.Name);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _acceptor?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _acceptor!.RunAsync(socket => ServeAsync(socket, stoppingToken), stoppingToken);

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        try
        {
            if (await BindAsync(socket, stopping) is not { } session)
            {
                counts.BindsFailed.Add();
                return;
            }

            using (session) await RunAsync(session, stopping);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            counts.BindsFailed.Add();
            LogNoSession(e.Message);
        }
        catch (Exception e)
        {
            counts.BindsFailed.Add();
            LogBroken(e);
        }
    }

    private async Task<ProxySession?> BindAsync(Socket socket, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var timeout = time.CreateTimer(_ => Cancel(patience), null, options.BindTimeout, Timeout.InfiniteTimeSpan);
        var (stream, place) = await door.OpenAsync(socket, patience.Token);
        var address = place.From.Address;
        if (!_unbound.TryEnter(address)) throw new IOException($"{address} has {options.MaxUnbound} connections that are not bound; expected fewer");
        SmppConnection? client = null;
        ProxySession? session = null;
        try
        {
            client = new SmppConnection(await door.SecureAsync(stream, patience.Token));
            return session = await door.BindAsync(client, place, patience.Token);
        }
        finally
        {
            _unbound.Leave(address);
            if (session is null && client is not null) await client.DisposeAsync();
        }
    }

    private async Task RunAsync(ProxySession session, CancellationToken stopping)
    {
        counts.Binds.Add();
        counts.Sessions.Add();
        LogBound(session.Account.SystemId, session.Address, session.Account.Options.Upstream.Name);
        var (why, inDoubt) = await session.RunAsync(stopping);
        counts.Sessions.Add(-1);
        LogEnded(session.Account.SystemId, stopping.IsCancellationRequested ? "the service stops" : why, inDoubt);
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // bound, or gone, in the meantime
        }
    }

    [LoggerMessage(LogLevel.Information, "SMPP: clients bind at {Listen} ({Kind}); the SMSC is {Upstream}")]
    private partial void LogListening(string listen, string kind, string upstream);

    [LoggerMessage(LogLevel.Information, "SMPP: {Account} is bound from {Address} to {Upstream}")]
    private partial void LogBound(string account, IPAddress address, string upstream);

    [LoggerMessage(LogLevel.Information, "SMPP: a bind of {Account} has ended: {Why}; submissions in doubt: {InDoubt}")]
    private partial void LogEnded(string account, string why, long inDoubt);

    [LoggerMessage(LogLevel.Information, "SMPP: a connection did not become a session: {Why}")]
    private partial void LogNoSession(string why);

    [LoggerMessage(LogLevel.Warning, "SMPP: a connection cannot be taken, trying again: {Why}")]
    private partial void LogNotTaken(string why);

    [LoggerMessage(LogLevel.Error, "SMPP: a session broke")]
    private partial void LogBroken(Exception error);
}
