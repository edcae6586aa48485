using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Smpp;

/// <summary>Receipts of our own that no client has answered yet, in a file of the data directory: written before the client is told that its
/// message was taken, so that a process that dies loses none. A machine that loses power may lose the last seconds.</summary>
internal sealed partial class ReceiptJournal : IDisposable
{
    /// <summary>In the data directory.</summary>
    public const string Name = "smpp-receipts.log";

    private const byte Kept = 1;
    private const byte Gone = 2;
    private const int Frame = 8; // length and checksum
    private const int Longest = 64 << 10;
    private const long Bulky = 4 << 20;
    private static readonly TimeSpan Age = TimeSpan.FromHours(72);

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<ReceiptJournal> _log;
    private readonly Dictionary<long, (string Account, OwnReceipt Receipt)> _due = [];
    private readonly Dictionary<string, List<OwnReceipt>> _left = new(StringComparer.Ordinal);
    private FileStream? _file;
    private long _last;
    private bool _failing;

    /// <param name="engine">Holds the data directory's lock, so that no other process has the file.</param>
    /// <param name="options">Where the data directory is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where a disk that fails is told.</param>
    public ReceiptJournal(LiveEngine engine, EngineOptions options, TimeProvider time, ILogger<ReceiptJournal> log)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_path, _time, _log) = (Path.Combine(options.Data, Name), time, log);
        Recover();
        foreach (var (account, receipt) in _due.Values.OrderBy(d => d.Receipt.Number))
        {
            if (!_left.TryGetValue(account, out var receipts)) _left[account] = receipts = [];
            receipts.Add(receipt);
        }

        if (_due.Count > 0) LogRecovered(_due.Count);
        Try(static () => { });
    }

    /// <summary>What was left of an account when the process before this one ended; once.</summary>
    public IReadOnlyList<OwnReceipt> TakeLeft(string account)
    {
        lock (_gate) return _left.Remove(account, out var receipts) ? receipts : [];
    }

    /// <summary>Keeps a receipt. Where the disk fails it is kept in memory alone.</summary>
    public OwnReceipt Keep(string account, byte[] pdu)
    {
        lock (_gate)
        {
            var receipt = new OwnReceipt(++_last, _time.GetUtcNow().ToUnixTimeMilliseconds(), pdu);
            _due[receipt.Number] = (account, receipt);
            Try(() => _file!.Write(Record(account, receipt)));
            return receipt;
        }
    }

    /// <summary>Keeps a receipt no longer.</summary>
    public void LetGo(long number)
    {
        lock (_gate)
        {
            if (!_due.Remove(number)) return;
            var payload = new byte[9];
            payload[0] = Gone;
            BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(1), number);
            Try(() =>
            {
                _file!.Write(Framed(payload));
                if (_file.Length > Bulky && _due.Count < _file.Length / 2048) Compact();
            });
        }
    }

    /// <summary>Whether a client that has not come for it so long will not want it any more.</summary>
    public bool IsTooOld(OwnReceipt receipt) => _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(receipt.Made) > Age;

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    // What was torn off in the middle of writing is its last record, and nobody was told of it.
    private void Recover()
    {
        if (!File.Exists(_path)) return;
        var octets = File.ReadAllBytes(_path).AsSpan();
        while (octets.Length >= Frame)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(octets);
            if (length is < 9 or > Longest || length > octets.Length - Frame) break;
            var payload = octets.Slice(Frame, length);
            if (BinaryPrimitives.ReadUInt32BigEndian(octets[4..]) != Crc32.HashToUInt32(payload)) break;
            Take(payload);
            octets = octets[(Frame + length)..];
        }

        if (!octets.IsEmpty) LogTorn(octets.Length);
    }

    private void Take(ReadOnlySpan<byte> payload)
    {
        var number = BinaryPrimitives.ReadInt64BigEndian(payload[1..]);
        _last = Math.Max(_last, number);
        if (payload[0] == Gone)
        {
            _due.Remove(number);
            return;
        }

        if (payload.Length < 19 || BinaryPrimitives.ReadUInt16BigEndian(payload[17..]) is var name && name > payload.Length - 19) return;
        var receipt = new OwnReceipt(number, BinaryPrimitives.ReadInt64BigEndian(payload[9..]), payload[(19 + name)..].ToArray());
        if (!IsTooOld(receipt)) _due[number] = (Encoding.UTF8.GetString(payload.Slice(19, name)), receipt);
    }

    private void Compact()
    {
        var next = _path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(next, options);
        foreach (var (account, receipt) in _due.Values) file.Write(Record(account, receipt));
        file.Flush(flushToDisk: true);
        File.Move(next, _path, overwrite: true);
        _file?.Dispose();
        _file = file;
    }

    private static byte[] Record(string account, OwnReceipt receipt)
    {
        var name = Encoding.UTF8.GetBytes(account);
        var payload = new byte[19 + name.Length + receipt.Pdu.Length];
        payload[0] = Kept;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(1), receipt.Number);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(9), receipt.Made);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(17), (ushort)name.Length);
        name.CopyTo(payload, 19);
        receipt.Pdu.CopyTo(payload, 19 + name.Length);
        return Framed(payload);
    }

    private static byte[] Framed(ReadOnlySpan<byte> payload)
    {
        var record = new byte[Frame + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(4), Crc32.HashToUInt32(payload));
        payload.CopyTo(record.AsSpan(Frame));
        return record;
    }

    private void Try(Action write)
    {
        try
        {
            if (_file is null) Compact(); // all that is due, this one too
            else write();
            _failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_failing) LogFailed(_path, e.Message);
            _failing = true;
            _file?.Dispose();
            _file = null; // the next write writes all anew: half a record may be in it
        }
    }

    [LoggerMessage(LogLevel.Information, "SMPP: {Count} receipts of our own are still due")]
    private partial void LogRecovered(int count);

    [LoggerMessage(LogLevel.Warning, "SMPP: the last {Count} bytes of the receipts that are due could not be read")]
    private partial void LogTorn(int count);

    [LoggerMessage(LogLevel.Error, "SMPP: receipts of our own are kept in memory alone, for {Path} cannot be written: {Why}")]
    private partial void LogFailed(string path, string why);
}
