using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Tidegate.Smpp;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>A client that goes on sending, each number once, through whatever happens, and keeps what it was told.</summary>
internal sealed class KilledClient(IPEndPoint proxy, int first, int step)
{
    private const int Window = 40;
    private Esme? _esme;
    private int _next = first;

    /// <summary>Numbers sent; whether they arrived is not known.</summary>
    public ConcurrentDictionary<string, bool> Sent { get; } = new();

    /// <summary>Numbers whose submission was taken, with the ids that they were given: one each, if nothing is wrong.</summary>
    public ConcurrentQueue<(string Number, string Id)> Taken { get; } = new();

    /// <summary>Numbers whose submission was refused.</summary>
    public ConcurrentQueue<(string Number, CommandStatus Status)> Refused { get; } = new();

    /// <summary>Sends until it is told to stop, and waits for the answers of the last bind.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var esme = _esme = await Esme.ConnectAsync(proxy);
                if (await esme.BindAsync("acme") == CommandStatus.Ok) await SendAsync(esme, stop);
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // killed, at one side or another
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>Breaks off in the middle.</summary>
    public async Task KillAsync()
    {
        if (_esme is { } esme) await esme.DisposeAsync();
    }

    private async Task SendAsync(Esme esme, CancellationToken stop)
    {
        var open = new ConcurrentDictionary<uint, string>();
        var reading = esme.ReadAllAsync(pdu => Answered(open, pdu));
        for (uint sequence = 1; !stop.IsCancellationRequested && !reading.IsCompleted; sequence++)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{(_next % 10 == 0 ? "99890" : "39339")}{1_000_000 + _next}");
            _next += step;
            open[sequence] = number;
            Sent[number] = true;
            await esme.SubmitAsync(sequence, number);
            while (open.Count >= Window && !reading.IsCompleted) await Task.Delay(1, CancellationToken.None);
        }

        while (!open.IsEmpty && !reading.IsCompleted) await Task.Delay(10, CancellationToken.None);
        await esme.DisposeAsync();
        await reading;
    }

    private void Answered(ConcurrentDictionary<uint, string> open, byte[] pdu)
    {
        var header = SmppHeader.Read(pdu);
        if (header.Command != CommandId.SubmitSmResp) return;
        if (!open.TryRemove(header.Sequence, out var number)) Refused.Enqueue(("answered twice", header.Status));
        else if (header.Status == CommandStatus.Ok) Taken.Enqueue((number, Encoding.ASCII.GetString(pdu[16..^1])));
        else Refused.Enqueue((number, header.Status));
    }
}
