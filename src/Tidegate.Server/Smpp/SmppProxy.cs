using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>Listens for clients and gives each bind one at the SMSC.</summary>
internal sealed partial class SmppProxy(SmppOptions options, SmppDoor door, SmppCounts counts, TimeProvider time, ILogger<SmppProxy> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
    private readonly Unbound _unbound = new(options.MaxUnbound);
    private TcpListener? _listener;
    private int _connections;

    /// <summary>Where clients bind; null before it listens.</summary>
    public IPEndPoint? Endpoint => _listener?.LocalEndpoint as IPEndPoint;

    /// <exception cref="IOException">The address cannot be used.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new TcpListener(options.Listen);
        try
        {
            _listener.Start();
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
        _listener?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var socket = await NextAsync(stoppingToken);
                if (Interlocked.Increment(ref _connections) > options.MaxConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    socket.Dispose();
                    counts.BindsFailed.Add();
                    continue;
                }

                var session = ServeAsync(socket, stoppingToken);
                _sessions[session] = true;
                _ = session.ContinueWith(done => _sessions.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            _listener!.Stop();
            await Task.WhenAll(_sessions.Keys);
        }
    }

    // Where too many files are open, or a client has gone again, the others are taken nevertheless.
    private async Task<Socket> NextAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await _listener!.AcceptSocketAsync(stopping);
            }
            catch (SocketException e)
            {
                LogNotTaken(e.Message);
                await Task.Delay(Pause, time, stopping);
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            if (await BindAsync(socket, stopping) is not { } session)
            {
                counts.BindsFailed.Add();
                return;
            }

            using (session) await RunAsync(session, stopping);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            counts.BindsFailed.Add();
            LogNoSession(e.Message);
        }
        catch (Exception e)
        {
            counts.BindsFailed.Add();
            LogBroken(e);
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task<SmppSession?> BindAsync(Socket socket, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var timeout = time.CreateTimer(_ => Cancel(patience), null, options.BindTimeout, Timeout.InfiniteTimeSpan);
        var (stream, place) = await door.OpenAsync(socket, patience.Token);
        var address = place.From.Address;
        if (!_unbound.TryEnter(address)) throw new IOException($"{address} has {options.MaxUnbound} connections that are not bound; expected fewer");
        SmppConnection? client = null;
        SmppSession? session = null;
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

    private async Task RunAsync(SmppSession session, CancellationToken stopping)
    {
        counts.Binds.Add();
        counts.Sessions.Add();
        LogBound(session.Account.SystemId, session.Address, session.Account.Options.Upstream.Name);
        var (why, inDoubt) = await session.RunAsync(stopping);
        counts.Sessions.Add(-1);
        LogEnded(session.Account.SystemId, stopping.IsCancellationRequested ? "the service stops" : why is null or EndOfStreamException ? "a side closed" : why.Message, inDoubt);
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
