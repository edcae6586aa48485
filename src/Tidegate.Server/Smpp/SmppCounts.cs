using System.Diagnostics.Metrics;
using Tidegate.Server.Http;

namespace Tidegate.Server.Smpp;

/// <summary>What the proxy did, as metrics.</summary>
internal sealed class SmppCounts : IDisposable
{
    private readonly Meter _meter = new(Metrics.MeterName);
    private readonly Histogram<double> _responses;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ResponseTimes> _responseTimes = new(StringComparer.Ordinal);

    public SmppCounts()
    {
        _responses = _meter.CreateHistogram(
            "tidegate.smpp.response", "s", "How long the SMSC took to answer a submission", [],
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _meter.CreateObservableGauge("tidegate.smpp.sessions", () => Sessions.Value, "{session}", "Sessions bound through the proxy");
        Counter("tidegate.smpp.binds", "{bind}", "Binds that the SMSC accepted", Binds);
        Counter("tidegate.smpp.binds.failed", "{bind}", "Connections that did not become a session", BindsFailed);
        Counter("tidegate.smpp.submitted", "{pdu}", "Submissions passed on", Submitted);
        Counter("tidegate.smpp.blocked", "{pdu}", "Submissions answered with a refusal", Blocked);
        Counter("tidegate.smpp.accepted", "{pdu}", "Submissions blocked that were answered as if they were taken", Accepted);
        Counter("tidegate.smpp.shadowed", "{destination}", "Destinations passed on although they are blocked, because the account is in shadow", Shadowed);
        Counter("tidegate.smpp.throttled", "{pdu}", "Submissions over the contracted rate of their account", Throttled);
        Counter("tidegate.smpp.closed", "{pdu}", "Submissions answered with a temporary error, because no verdict could be given", FailedClosed);
        Counter("tidegate.smpp.receipts.made", "{pdu}", "Receipts made up for blocked submissions and handed to a client", ReceiptsMade);
        Counter("tidegate.smpp.receipts.put_off", "{pdu}", "Receipts made up that a client could not take at the time, and gets again", ReceiptsPutOff);
        Counter("tidegate.smpp.receipts.refused", "{pdu}", "Receipts made up that a client refused for good", ReceiptsRefused);
        Counter("tidegate.smpp.receipts.lost", "{pdu}", "Receipts made up that found no room to wait for a receiving bind", ReceiptsLost);
        Counter("tidegate.smpp.queried", "{pdu}", "query_sm, cancel_sm and replace_sm about ids of our own, answered here", Queried);
        Counter("tidegate.smpp.open", "{pdu}", "Submissions passed on without a verdict, because giving one failed", FailedOpen);
        Counter("tidegate.smpp.unreadable", "{pdu}", "Submissions that could not be read", Unreadable);
        Counter("tidegate.smpp.receipts", "{pdu}", "Receipts read", Receipts);
        Counter("tidegate.smpp.receipts.unreadable", "{pdu}", "Receipts passed on that could not be read", ReceiptsUnreadable);
        Counter("tidegate.smpp.in_doubt", "{pdu}", "Submissions passed on whose response never came", InDoubt);
        Counter("tidegate.smpp.responses.unknown", "{pdu}", "Responses of the SMSC to nothing that was asked, dropped", UnknownResponses);
        Counter("tidegate.smpp.events.dropped", "{event}", "Events not recorded, because the engine took in too slowly", EventsDropped);
        Counter("tidegate.smpp.ids.reused", "{destination}", "Submissions recorded under a key of their own, because the SMSC gave them an id of a message before", IdsReused);
        Counter("tidegate.smpp.parts.unkept", "{message}", "Verdicts on messages of several parts that found no room to be kept", PartsUnkept);
    }

    public Count Sessions { get; } = new();

    public Count Binds { get; } = new();

    public Count BindsFailed { get; } = new();

    public Count Submitted { get; } = new();

    public Count Blocked { get; } = new();

    public Count Accepted { get; } = new();

    public Count Shadowed { get; } = new();

    public Count Throttled { get; } = new();

    public Count FailedClosed { get; } = new();

    public Count ReceiptsMade { get; } = new();

    public Count ReceiptsPutOff { get; } = new();

    public Count ReceiptsRefused { get; } = new();

    public Count ReceiptsLost { get; } = new();

    public Count Queried { get; } = new();

    public Count FailedOpen { get; } = new();

    public Count Unreadable { get; } = new();

    public Count Receipts { get; } = new();

    public Count ReceiptsUnreadable { get; } = new();

    public Count InDoubt { get; } = new();

    public Count UnknownResponses { get; } = new();

    public Count EventsDropped { get; } = new();

    public Count IdsReused { get; } = new();

    public Count PartsUnkept { get; } = new();

    /// <summary>Response times by upstream.</summary>
    public IReadOnlyDictionary<string, ResponseTimes> ResponseTimes => _responseTimes;

    /// <summary>Notes how long an SMSC took to answer.</summary>
    public void Responded(SmppAccount account, TimeSpan taken)
    {
        account.ResponseTimes.Add(taken);
        (account.UpstreamTimes ??= _responseTimes.GetOrAdd(account.Options.Upstream.Name, static _ => new ResponseTimes())).Add(taken);
        _responses.Record(taken.TotalSeconds, account.UpstreamTag);
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string unit, string description, Count count) => _meter.CreateObservableCounter(name, () => count.Value, unit, description);

    /// <summary>A number that any thread may change.</summary>
    internal sealed class Count
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long by = 1) => Interlocked.Add(ref _value, by);
    }
}
