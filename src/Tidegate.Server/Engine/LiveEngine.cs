using System.Collections.Concurrent;
using Tidegate.Enforcement;
using Tidegate.Live;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Server.Telemetry;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>
/// The running service without its doors: a bounded queue, one thread that makes what comes in durable, one that applies
/// it to detection, one that writes down what follows. LiveEngine.Recovery says how it comes back.
/// </summary>
internal sealed partial class LiveEngine : IDisposable
{
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly Pressure _pressure;
    private readonly ILogger _log;
    private readonly Journal _journal;
    private readonly SnapshotFolder _snapshots;
    private readonly CaseStore _store;
    private readonly FileStream _lock;
    private readonly TrafficTally _tally = new();
    private readonly BlockingCollection<Ticket> _inbox = [];
    private readonly BlockingCollection<object> _work = [];
    private readonly List<Thread> _threads = [];
    private LivePartition _partition = null!; // until Recover
    private ITimer? _timer;
    private long _queuedEvents;
    private long _queuedBytes;
    private long _journalRetention;
    private volatile bool _stopping;

    /// <summary>Opens the data directory. It is to be recovered, then started.</summary>
    /// <exception cref="IOException">The directory cannot be used, or another process uses it.</exception>
    public LiveEngine(EngineOptions options, Enforcer enforcer, TimeProvider time, ILogger<LiveEngine> log)
    {
        _options = options;
        JournalRetention = options.JournalRetention;
        _time = time;
        _pressure = new Pressure(time);
        _log = log;
        Enforcer = enforcer;
        Clock = new TrafficClock(time);
        Directory.CreateDirectory(options.Data);
        _lock = LockDirectory(options.Data);
        _journal = new Journal(Path.Combine(options.Data, "journal.db"), options.BusyTimeout);
        _store = new CaseStore(Path.Combine(options.Data, "cases.db"), options.BusyTimeout);
        _snapshots = new SnapshotFolder(Path.Combine(options.Data, "snapshots"));
        Sums = new RollupSink(Path.Combine(options.Data, "traffic"), time, log);
        Book = new Book(_store.Documents());
        Stream = new DecisionLog();
    }

    /// <summary>Gives the verdicts.</summary>
    public Enforcer Enforcer { get; }

    /// <summary>What time it is for the traffic.</summary>
    public TrafficClock Clock { get; }

    /// <summary>Documents in memory.</summary>
    public Book Book { get; }

    /// <summary>The log of decisions.</summary>
    public DecisionLog Stream { get; }

    /// <summary>Sums of the traffic.</summary>
    public RollupSink Sums { get; }

    /// <summary>Where cases are kept.</summary>
    public CaseStore Store => _store;

    /// <summary>What else is written in the transaction that writes down an outcome.</summary>
    public Action<Microsoft.Data.Sqlite.SqliteConnection, Microsoft.Data.Sqlite.SqliteTransaction, LiveOutcome>? AlsoWrite { get; set; }

    /// <summary>Told when an outcome has been written down.</summary>
    public Action? Written { get; set; }

    /// <summary>How a decision that has ended is kept; null for as it was.</summary>
    public Func<DecisionRecord, DecisionRecord>? KeepEnded { get; set; }

    /// <summary>How long events stay in the journal.</summary>
    public TimeSpan JournalRetention
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _journalRetention));
        set => Interlocked.Exchange(ref _journalRetention, value.Ticks);
    }

    /// <summary>Told how many entries of the journal were trimmed.</summary>
    public Action<int>? Trimmed { get; set; }

    /// <summary>Starts to take in.</summary>
    public void Start()
    {
        StartThread("tidegate-journal", WriteAll);
        StartThread("tidegate-detect", ApplyAll);
        StartThread("tidegate-cases", WriteDownAll);
        _timer = _time.CreateTimer(_ => Post(new SnapshotRequest(null)), null, _options.SnapshotEvery, _options.SnapshotEvery);
    }

    /// <summary>Refuses what there is no room for, before anybody has the work of reading it.</summary>
    /// <exception cref="QueueFullException">There is no room.</exception>
    public void Admit()
    {
        if (Interlocked.Read(ref _queuedEvents) >= _options.QueueEvents || Interlocked.Read(ref _queuedBytes) >= _options.QueueBytes) throw new QueueFullException();
    }

    /// <summary>Notes that somebody is sent away for want of room; returns after how many seconds it may come again.</summary>
    public int Refuse() => _pressure.Refuse();

    /// <summary>Takes events in; done when they are durable and applied.</summary>
    /// <exception cref="QueueFullException">There is no room.</exception>
    /// <exception cref="NotDurableException">They could not be written.</exception>
    public Task<LiveOutcome> AppendAsync(LiveBatch batch) =>
        Tracing.Source.HasListeners() ? Tracing.BatchAsync(batch.Count, () => Enter(Ticket.Of(batch, _time.GetTimestamp()), bounded: true)) : Enter(Ticket.Of(batch, _time.GetTimestamp()), bounded: true);

    /// <summary>Takes a fact in; done when it is durable, applied and written down.</summary>
    /// <exception cref="NotDurableException">It could not be written.</exception>
    public Task<LiveOutcome> AppendAsync(Fact fact) => Enter(Ticket.Of(fact, _time.GetTimestamp()), bounded: false);

    /// <summary>Asks the detection thread something, between two entries.</summary>
    public async Task<T> ReadAsync<T>(Func<LivePartition, T> read)
    {
        var question = new Question<T>(read);
        Post(question);
        return await question.Answer;
    }

    /// <summary>Position of the last entry of the journal.</summary>
    public long JournalEnd => _journal.Last;

    /// <summary>Entries of the journal after a position, in order, those that it still holds; those written before a time, where one is given.</summary>
    public IReadOnlyList<JournalEntry> ReadJournal(long after, int most, DateTimeOffset? before = null) => [.. _journal.Read(after, most, before)];

    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        _timer?.Dispose();
        _inbox.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        _snapshotWriter?.Join();
        _image.Dispose();
        Stream.Close();
        Sums.Dispose();
        _journal.Dispose();
        _store.Dispose();
        _inbox.Dispose();
        _work.Dispose();
        _lock.Dispose();
    }

    private static FileStream LockDirectory(string data)
    {
        var path = Path.Combine(data, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"the data directory '{data}' is in use by another tidegate: {e.Message}", e);
        }
    }

    private Task<LiveOutcome> Enter(Ticket ticket, bool bounded)
    {
        var events = Interlocked.Add(ref _queuedEvents, ticket.Events);
        var bytes = Interlocked.Add(ref _queuedBytes, ticket.Bytes);
        // One batch is always taken, however large; else it could never be.
        if (bounded && ((events > _options.QueueEvents && events > ticket.Events) || (bytes > _options.QueueBytes && bytes > ticket.Bytes)))
        {
            Leave(ticket);
            throw new QueueFullException();
        }

        if (bounded) _pressure.Take();

        try
        {
            _inbox.Add(ticket);
        }
        catch (InvalidOperationException e)
        {
            Leave(ticket);
            throw new NotDurableException("the service is stopping", e);
        }

        return ticket.Done;
    }

    private void Leave(Ticket ticket)
    {
        Interlocked.Add(ref _queuedEvents, -ticket.Events);
        Interlocked.Add(ref _queuedBytes, -ticket.Bytes);
    }

    private void Post(object work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException e)
        {
            switch (work)
            {
                case SnapshotRequest request:
                    request.Done?.TrySetResult(false);
                    break;
                case ImageRequest request:
                    request.Taken.TrySetResult(null);
                    break;
                case SnapshotWritten written:
                    written.Request.Done?.TrySetResult(written.NeededFrom is not null);
                    break;
                case IQuestion question:
                    question.Fail(new NotDurableException("the service is stopping", e));
                    break;
            }
        }
    }

    private void StartThread(string name, ThreadStart run)
    {
        var thread = new Thread(Run) { Name = name, IsBackground = true };
        _threads.Add(thread);
        thread.Start();

        void Run()
        {
            ThreadSlice.Lengthen();
            run();
        }
    }

    // A plug for the generic question, so that the detection thread can answer any.
    private interface IQuestion
    {
        void Ask(LivePartition partition);

        void Fail(Exception error);
    }

    private sealed class Question<T>(Func<LivePartition, T> read) : IQuestion
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public void Ask(LivePartition partition)
        {
            try
            {
                _answer.TrySetResult(read(partition));
            }
            catch (Exception e)
            {
                _answer.TrySetException(e);
            }
        }

        public void Fail(Exception error) => _answer.TrySetException(error);
    }
}
