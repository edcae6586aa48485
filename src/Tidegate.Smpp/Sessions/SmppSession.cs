using System.Buffers;
using System.Net;

namespace Tidegate.Smpp.Sessions;

/// <summary>A bound session, of either side: <see cref="SmppClient.BindAsync"/> makes one, and <see cref="SmppListener"/> one for each client that
/// binds. Responses are matched by sequence number, in whatever order they come; enquire_link is answered, and sent where nothing is heard.</summary>
public sealed partial class SmppSession : IAsyncDisposable
{
    private readonly SmppConnection _connection;
    private readonly SmppSessionOptions _options;
    private readonly RequestWindow<Awaited> _window;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _farewell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isServer;
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heard;
    private long _unknown;
    private int _owed;
    private volatile bool _unbinding;
    private volatile bool _unboundByPeer;
    private volatile bool _partedInOrder;

    internal SmppSession(SmppConnection connection, SmppSessionOptions options, CommandId bound, string systemId, EndPoint? peer, bool isServer)
    {
        (_connection, _options, _isServer) = (connection, options, isServer);
        (Bound, SystemId, Peer) = (bound, systemId, peer);
        _window = new RequestWindow<Awaited>(options.Window, last: 1); // the bind's
        _heard = options.Time.GetTimestamp();
    }

    /// <summary>bind_transmitter, bind_receiver or bind_transceiver.</summary>
    public CommandId Bound { get; }

    /// <summary>The peer's system_id: of a server what it calls itself, of a client whom it bound as.</summary>
    public string SystemId { get; }

    /// <summary>interface_version of the peer, 0x34 for 3.4; null where it did not say.</summary>
    public byte? PeerVersion { get; internal init; }

    /// <summary>Where the peer is; null where that is not known.</summary>
    public EndPoint? Peer { get; }

    /// <summary>Whatever its owner wants to keep with it.</summary>
    public object? State { get; set; }

    /// <summary>Requests of ours that are unanswered.</summary>
    public int Unanswered => _window.Count;

    /// <summary>Responses that belong to nothing: too late, or never asked for. They are dropped.</summary>
    public long UnknownResponses => Interlocked.Read(ref _unknown);

    /// <summary>Completes when the session is over: null where it was unbound or disposed of, otherwise why. It never fails.</summary>
    public Task<Exception?> Ended => _ended.Task;

    internal void Start() => _ = RunAsync();

    /// <summary>Ends the session without unbind. Requests that are unanswered fail as in doubt.</summary>
    public async ValueTask DisposeAsync()
    {
        _unbinding = true;
        _farewell.TrySetResult();
        await Ended.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        Task[] work = [ReadAsync(), KeepAsync(), _farewell.Task];
        var first = await Task.WhenAny(work).ConfigureAwait(false);
        var why = first.Exception?.InnerException;
        if (_partedInOrder && why is EndOfStreamException) why = null;
        await _end.CancelAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _farewell.TrySetResult();
        await Task.WhenAll(work).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _unbinding = true;
        foreach (var left in _window.Close()) left.Answered?.Invoke(left.State, default, default, Over(inDoubt: true, why));
        _end.Dispose();
        _ended.TrySetResult(why);
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            var received = await _connection.WaitAsync(_end.Token).ConfigureAwait(false);
            Volatile.Write(ref _heard, _options.Time.GetTimestamp());
            while (_connection.TryTake(ref received, out var header, out var pdu)) Take(header, pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray());
            _connection.Taken(received);
            await _connection.FlushAsync().ConfigureAwait(false);
        }
    }

    private void Take(SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        if (header.Command.IsResponse())
        {
            if (_window.TryTake(header.Sequence, out var request)) request.Answered?.Invoke(request.State, header, pdu, null);
            else Interlocked.Increment(ref _unknown);
        }
        else if (header.Command == CommandId.EnquireLink)
        {
            _connection.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
        }
        else if (header.Command == CommandId.Unbind)
        {
            _ = LetGoAsync(header.Sequence);
        }
        else if (Refusal(header.Command) is { } refusal)
        {
            Interlocked.Increment(ref _owed);
            Answer(header, refusal);
        }
        else
        {
            if (IsAnswered(header.Command)) Interlocked.Increment(ref _owed);
            _options.OnRequest?.Invoke(this, header, pdu);
        }
    }

    private CommandStatus? Refusal(CommandId command)
    {
        if (!IsAnswered(command)) return null;
        if (command.IsBind()) return CommandStatus.AlreadyBound;
        if (_unboundByPeer) return CommandStatus.IncorrectBindStatus;
        var submits = command is CommandId.SubmitSm or CommandId.SubmitMulti or CommandId.QuerySm or CommandId.CancelSm or CommandId.ReplaceSm;
        if (submits && _isServer && Bound == CommandId.BindReceiver) return CommandStatus.IncorrectBindStatus;
        if (command == CommandId.DeliverSm && !_isServer && Bound == CommandId.BindTransmitter) return CommandStatus.IncorrectBindStatus;
        if (_options.OnRequest is not null) return null;
        return command is CommandId.DeliverSm or CommandId.DataSm ? CommandStatus.ReceiverTemporaryError : CommandStatus.InvalidCommandId;
    }

    private static bool IsAnswered(CommandId command) => command is not (CommandId.AlertNotification or CommandId.Outbind);

    private static SmppSessionException Over(bool inDoubt, Exception? why) =>
        new(inDoubt ? "the session ended before the response came" : "the session is over, or ends: not sent", inDoubt, why);

    /// <summary>A request on its way.</summary>
    private readonly record struct Awaited(long Since, SmppAnswered? Answered, object? State);
}
