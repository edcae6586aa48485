using System.Globalization;
using System.Net;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>What goes over the connections of one account for a while, line by line as hex, masked before it is kept. It is in memory alone.</summary>
internal sealed class SmppCapture(string id, string account, string by, DateTimeOffset since, TimeSpan lasts, int mostBytes, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private int _bytes;
    private string _state = "running";

    public string Id => id;

    /// <summary>The system_id.</summary>
    public string Account => account;

    /// <summary>Who wanted it.</summary>
    public string By => by;

    public DateTimeOffset Since => since;

    public DateTimeOffset Until => since + lasts;

    public int MostBytes => mostBytes;

    /// <summary>running; or why it has ended: time, size, stopped.</summary>
    public string State
    {
        get
        {
            lock (_gate) return _state = _state == "running" && IsOver ? "time" : _state;
        }
    }

    /// <summary>All lines so far, and their bytes.</summary>
    public (IReadOnlyList<string> Lines, int Bytes) Read()
    {
        lock (_gate) return ([.. _lines], _bytes);
    }

    /// <summary>Ends it.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_state == "running") _state = "stopped";
        }
    }

    /// <summary>Lets it see a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="peer">client or SMSC.</param>
    /// <param name="client">Where the client is, which tells binds apart.</param>
    public void Watch(SmppConnection connection, string peer, IPEndPoint client) => connection.Tap = (isSent, pdu) =>
    {
        if (!Take(isSent, peer, client, pdu)) connection.Tap = null;
    };

    /// <summary>Takes a PDU.</summary>
    /// <returns>False where it is over.</returns>
    public bool Take(bool isSent, string peer, IPEndPoint client, ReadOnlySpan<byte> pdu)
    {
        var header = SmppHeader.Read(pdu);
        var masked = pdu.ToArray();
        PduMask.Mask(masked);
        var command = Enum.IsDefined(header.Command) ? header.Command.ToString() : "0x" + ((uint)header.Command).ToString("x8", CultureInfo.InvariantCulture);
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.ffffffZ} {client} {(isSent ? "to" : "from")} {peer} {command} status=0x{(uint)header.Status:x} sequence={header.Sequence} {Convert.ToHexStringLower(masked)}");
        lock (_gate)
        {
            if (_state != "running") return false;
            if (IsOver) _state = "time";
            else if (_bytes + line.Length + 1 > mostBytes) _state = "size";
            if (_state != "running") return false;
            _lines.Add(line);
            _bytes += line.Length + 1;
            return true;
        }
    }

    private bool IsOver => time.GetUtcNow() >= Until;
}

/// <summary>Captures that run or were made.</summary>
internal sealed class SmppCaptures(TimeProvider time)
{
    /// <summary>How many are kept; the oldest goes for a new one.</summary>
    public const int Most = 10;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly List<SmppCapture> _captures = [];
    private volatile bool _any;

    /// <summary>All there are, oldest first.</summary>
    public IReadOnlyList<SmppCapture> All
    {
        get
        {
            lock (_gate)
            {
                _captures.RemoveAll(c => c.Until + Kept < time.GetUtcNow());
                return [.. _captures];
            }
        }
    }

    public SmppCapture? Find(string id) => All.FirstOrDefault(c => c.Id == id);

    /// <summary>The one that runs for an account.</summary>
    public SmppCapture? Running(string account) => !_any ? null : All.FirstOrDefault(c => c.Account == account && c.State == "running");

    /// <summary>Begins one.</summary>
    /// <returns>Null where one runs for the account.</returns>
    public SmppCapture? Begin(string account, string by, TimeSpan lasts, int mostBytes)
    {
        lock (_gate)
        {
            if (_captures.Any(c => c.Account == account && c.State == "running")) return null;
            var capture = new SmppCapture(Guid.NewGuid().ToString("N")[..12], account, by, time.GetUtcNow(), lasts, mostBytes, time);
            if (_captures.Count >= Most)
            {
                _captures[0].Stop();
                _captures.RemoveAt(0);
            }

            _captures.Add(capture);
            _any = true;
            return capture;
        }
    }

    /// <summary>Ends one and forgets it.</summary>
    /// <returns>False where there is none of this id.</returns>
    public bool Forget(string id)
    {
        if (Find(id) is not { } capture) return false;
        capture.Stop();
        lock (_gate) return _captures.Remove(capture);
    }
}
