using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tidegate.Smpp.Sessions;

/// <summary>Takes connections at an address, so many at once, and has each of them served.</summary>
public sealed class SmppAcceptor : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TcpListener _listener;
    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private int _connections;
    private volatile bool _stopped;

    /// <summary>Begins to listen.</summary>
    /// <param name="at">Where; port 0 for any that is free.</param>
    /// <param name="most">Connections at once; more are closed.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">The address cannot be used.</exception>
    public SmppAcceptor(IPEndPoint at, int most, TimeProvider time)
    {
        (_listener, _most, _time) = (new TcpListener(at), most, time);
        _listener.Start();
        Endpoint = (IPEndPoint)_listener.LocalEndpoint;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Told of each connection that is closed because there are too many.</summary>
    public Action? Refused { get; init; }

    /// <summary>Told why a connection could not be taken: too many files are open, or the client has gone again. The others are taken nevertheless.</summary>
    public Action<string>? NotTaken { get; init; }

    /// <summary>Takes connections until it is stopped; ends once all that were taken have been served.</summary>
    /// <param name="serve">Serves one, and lets nothing that it meets out; the socket is closed afterwards.</param>
    /// <param name="stop">Stops it.</param>
    public async Task RunAsync(Func<Socket, Task> serve, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(serve);
        while (!_stopped && !stop.IsCancellationRequested)
        {
            try
            {
                Begin(await _listener.AcceptSocketAsync(stop).ConfigureAwait(false), serve);
            }
            catch (Exception e) when (_stopped || e is OperationCanceledException)
            {
                break;
            }
            catch (SocketException e)
            {
                NotTaken?.Invoke(e.Message);
                await Task.Delay(Pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Stop();
        await Task.WhenAll(_serving.Keys).ConfigureAwait(false);
    }

    /// <summary>Takes no more connections; those that are there stay.</summary>
    public void Stop()
    {
        _stopped = true;
        _listener.Stop();
    }

    public void Dispose() => Stop();

    private void Begin(Socket socket, Func<Socket, Task> serve)
    {
        if (Interlocked.Increment(ref _connections) > _most)
        {
            Interlocked.Decrement(ref _connections);
            socket.Dispose();
            Refused?.Invoke();
            return;
        }

        var serving = ServeAsync(socket, serve);
        _serving[serving] = true;
        _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket socket, Func<Socket, Task> serve)
    {
        await Task.Yield();
        try
        {
            await serve(socket).ConfigureAwait(false);
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }
}
