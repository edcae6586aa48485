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
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<SmppConnection> _connections = [];
    private readonly int _answerEvery;
    private readonly Task _running;

    public Smsc(int answerEvery = 1)
    {
        _answerEvery = answerEvery;
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it received, but for binds and enquire_link.</summary>
    public ConcurrentQueue<byte[]> Received { get; } = new();

    /// <summary>Sends on every bind.</summary>
    public async Task SendAsync(byte[] pdu, uint sequence)
    {
        foreach (var connection in _connections)
        {
            connection.Append(new System.Buffers.ReadOnlySequence<byte>(pdu), sequence);
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
                var connection = new SmppConnection(new NetworkStream(socket, ownsSocket: true));
                _connections.Add(connection);
                sessions.Add(ServeAsync(connection));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(SmppConnection connection)
    {
        var waiting = new Stack<uint>();
        var ids = 0;
        try
        {
            while (true)
            {
                var pdu = await connection.ReadOneAsync(_end.Token);
                var header = SmppHeader.Read(pdu);
                if (header.Command.IsBind()) Append(connection, header.Command.ToResponse(), header.Sequence, "smsc");
                else if (header.Command == CommandId.EnquireLink) connection.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                else Received.Enqueue(pdu);

                if (header.Command == CommandId.Unbind) connection.Append(CommandId.UnbindResp, CommandStatus.Ok, header.Sequence);
                if (header.Command == CommandId.SubmitSm) waiting.Push(header.Sequence);
                if (waiting.Count == _answerEvery)
                    while (waiting.TryPop(out var sequence)) Append(connection, CommandId.SubmitSmResp, sequence, "00AB" + ids++);
                await connection.DrainAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // the connection is over
        }
    }

    private static void Append(SmppConnection connection, CommandId command, uint sequence, string text)
    {
        var pdu = new byte[64];
        var length = PduWriter.Write(pdu, command, CommandStatus.Ok, sequence, new TextResp { HasBody = true, Text = Encoding.ASCII.GetBytes(text) });
        connection.Append(new System.Buffers.ReadOnlySequence<byte>(pdu, 0, length), sequence);
    }
}
