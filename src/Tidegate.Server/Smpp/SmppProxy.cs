using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>Listens for clients and gives each bind one at the SMSC.</summary>
internal sealed partial class SmppProxy(SmppOptions options, SubmissionReader reader, SmppObserver observer, SmppCounts counts, TimeProvider time, ILogger<SmppProxy> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
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

        LogListening(Endpoint!.ToString(), options.UpstreamHost, options.UpstreamPort);
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
                var socket = await _listener!.AcceptSocketAsync(stoppingToken);
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

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            await using var client = new SmppConnection(Open(socket));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            using var timeout = time.CreateTimer(_ => Cancel(patience), null, options.BindTimeout, Timeout.InfiniteTimeSpan);
            var bind = await client.ReadOneAsync(patience.Token);
            var header = SmppHeader.Read(bind);
            if (!header.Command.IsBind())
            {
                await RefuseAsync(client, header, CommandStatus.IncorrectBindStatus);
                return;
            }

            using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await far.ConnectAsync(options.UpstreamHost, options.UpstreamPort, patience.Token);
            }
            catch (SocketException e)
            {
                LogUnreachable(options.UpstreamHost, options.UpstreamPort, e.Message);
                await RefuseAsync(client, header, CommandStatus.BindFailed);
                return;
            }

            await using var upstream = new SmppConnection(Open(far));
            using var session = new SmppSession(options, reader, observer, counts, time, client, upstream);
            if (!await session.BindAsync(bind, patience.Token))
            {
                counts.BindsFailed.Add();
                return;
            }

            timeout.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await RunAsync(session, stopping);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            counts.BindsFailed.Add();
        }
        catch (Exception e)
        {
            counts.BindsFailed.Add();
            LogBroken(e);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task RunAsync(SmppSession session, CancellationToken stopping)
    {
        counts.Binds.Add();
        counts.Sessions.Add();
        LogBound(session.Account);
        var doubts = counts.InDoubt.Value;
        var why = await session.RunAsync(stopping);
        counts.Sessions.Add(-1);
        LogEnded(session.Account, why is null or EndOfStreamException ? "a side closed" : why.Message, counts.InDoubt.Value - doubts);
    }

    private async Task RefuseAsync(SmppConnection client, SmppHeader header, CommandStatus status)
    {
        counts.BindsFailed.Add();
        client.Append(header.Command.ToResponse(), status, header.Sequence);
        await client.DrainAsync();
    }

    private static NetworkStream Open(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        return new NetworkStream(socket, ownsSocket: true);
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

    [LoggerMessage(LogLevel.Information, "SMPP: clients bind at {Listen}; the SMSC is {Host}:{Port}")]
    private partial void LogListening(string listen, string host, int port);

    [LoggerMessage(LogLevel.Warning, "SMPP: the SMSC {Host}:{Port} cannot be reached: {Why}")]
    private partial void LogUnreachable(string host, int port, string why);

    [LoggerMessage(LogLevel.Information, "SMPP: {Account} is bound")]
    private partial void LogBound(string account);

    [LoggerMessage(LogLevel.Information, "SMPP: a bind of {Account} has ended: {Why}; submissions in doubt: {InDoubt}")]
    private partial void LogEnded(string account, string why, long inDoubt);

    [LoggerMessage(LogLevel.Error, "SMPP: a session broke")]
    private partial void LogBroken(Exception error);
}
