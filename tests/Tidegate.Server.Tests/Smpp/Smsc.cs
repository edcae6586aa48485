using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>A small SMSC on loopback. It keeps what it received, and answers submissions in reverse order, so many at a time.</summary>
internal sealed class Smsc : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<SmppConnection> _connections = [];
    private readonly ConcurrentDictionary<SmppConnection, Stack<byte[]>> _waiting = new();
    private volatile int _answerEvery;
    private readonly string _ids;
    private readonly bool _numbered;
    private int _count;
    private readonly Func<Stream, Task<Stream>>? _secure;
    private readonly Task _running;

    /// <param name="answerEvery">How many submissions are answered at once.</param>
    /// <param name="secure">Puts TLS around a connection; null for plain TCP.</param>
    /// <param name="port">Where it listens; 0 for any.</param>
    /// <param name="ids">What its message ids begin with.</param>
    /// <param name="numbered">Whether they go on with a number; all are the same without.</param>
    public Smsc(int answerEvery = 1, Func<Stream, Task<Stream>>? secure = null, int port = 0, string ids = "00AB", bool numbered = true)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _ids = ids;
        _numbered = numbered;
        _secure = secure;
        _answerEvery = answerEvery;
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it received, but for binds and enquire_link.</summary>
    public ConcurrentQueue<byte[]> Received { get; } = new();

    /// <summary>The number that it refuses of each submit_multi.</summary>
    public string Refuses { get; init; } = "7";

    /// <summary>What it answered, by the message id that it gave.</summary>
    public ConcurrentDictionary<string, byte[]> Answered { get; } = new();

    /// <summary>The binds that it received.</summary>
    public ConcurrentQueue<byte[]> Binds { get; } = new();

    /// <summary>Sends on every bind.</summary>
    public async Task SendAsync(byte[] pdu, uint sequence)
    {
        foreach (var connection in _connections)
        {
            connection.Append(new System.Buffers.ReadOnlySequence<byte>(pdu), sequence);
            await connection.DrainAsync();
        }
    }

    /// <summary>Sends octets as they are, whole PDUs or not, on every bind.</summary>
    public async Task SendOctetsAsync(byte[] octets)
    {
        foreach (var connection in _connections)
        {
            connection.Append(octets);
            await connection.DrainAsync();
        }
    }

    /// <summary>Answers all that waits, on every bind, and from now on at once.</summary>
    public async Task AnswerAllAsync()
    {
        foreach (var (connection, waiting) in _waiting)
        {
            lock (waiting)
            {
                _answerEvery = 1;
                while (waiting.TryPop(out var submission)) AppendAnswer(connection, submission);
            }

            await connection.DrainAsync();
        }
    }

    /// <summary>Breaks all connections.</summary>
    public async Task BreakAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await BreakAsync();
        await _running;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                sessions.Add(ServeAsync(new NetworkStream(socket, ownsSocket: true)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        var waiting = new Stack<byte[]>();
        try
        {
            var connection = new SmppConnection(_secure is null ? stream : await _secure(stream));
            _connections.Add(connection);
            _waiting[connection] = waiting;
            while (true)
            {
                var pdu = await connection.ReadOneAsync(_end.Token);
                var header = SmppHeader.Read(pdu);
                if (header.Command.IsBind()) Binds.Enqueue(pdu);
                if (header.Command.IsBind()) Append(connection, header.Command.ToResponse(), header.Sequence, "smsc");
                else if (header.Command == CommandId.EnquireLink) connection.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                else Received.Enqueue(pdu);

                if (header.Command == CommandId.SubmitMulti) AppendMulti(connection, header.Sequence);
                if (header.Command == CommandId.Unbind) connection.Append(CommandId.UnbindResp, CommandStatus.Ok, header.Sequence);
                lock (waiting)
                {
                    if (header.Command == CommandId.SubmitSm) waiting.Push(pdu);
                    if (waiting.Count >= _answerEvery)
                        while (waiting.TryPop(out var submission)) AppendAnswer(connection, submission);
                }

                await connection.DrainAsync();
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // the connection is over
        }
    }

    private void AppendAnswer(SmppConnection connection, byte[] submission)
    {
        var id = !_numbered ? _ids : _ids + (Interlocked.Increment(ref _count) - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Answered[id] = submission;
        Append(connection, CommandId.SubmitSmResp, SmppHeader.Read(submission).Sequence, id);
    }

    // It does not like one number of its own.
    private void AppendMulti(SmppConnection connection, uint sequence)
    {
        Unsuccessful.TryCreate(1, [1, 1, .. Encoding.ASCII.GetBytes(Refuses), 0, 0, 0, 0, 0x0B], out var refused);
        var pdu = new byte[64];
        var length = PduWriter.Write(pdu, CommandId.SubmitMultiResp, CommandStatus.Ok, sequence, new SubmitMultiResp { HasBody = true, MessageId = "multi-1"u8, Unsuccessful = refused });
        connection.Append(new System.Buffers.ReadOnlySequence<byte>(pdu, 0, length), sequence);
    }

    private static void Append(SmppConnection connection, CommandId command, uint sequence, string text)
    {
        var pdu = new byte[64];
        var length = PduWriter.Write(pdu, command, CommandStatus.Ok, sequence, new TextResp { HasBody = true, Text = Encoding.ASCII.GetBytes(text) });
        connection.Append(new System.Buffers.ReadOnlySequence<byte>(pdu, 0, length), sequence);
    }
}
