using Tidegate.Output;
using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>The customers named by --customer, and which of them no record names: a mistyped name would pass for all clear.</summary>
internal sealed class WantedCustomers(IReadOnlyList<string> customers, TrafficNames names)
{
    private readonly Dictionary<int, string> _unseen = customers.Distinct(StringComparer.Ordinal).ToDictionary(names.Customers.Intern);

    /// <summary>The source, looked at while it is read.</summary>
    public EventSource Watch(EventSource source) => _unseen.Count == 0 ? source : new Watched(source, _unseen);

    /// <summary>Says on standard error which customers did not occur.</summary>
    public void SayMissing()
    {
        foreach (var name in _unseen.Values) Errors.Say($"no record of customer '{name}'");
    }

    private sealed class Watched(EventSource source, Dictionary<int, string> unseen) : EventSource
    {
        public override SourceReport Report => source.Report;

        public override IReadOnlyList<SourceReport> Reports => source.Reports;

        public override int Read(Span<TrafficEvent> batch)
        {
            var count = source.Read(batch);
            for (var i = 0; i < count && unseen.Count > 0; i++) unseen.Remove(batch[i].Customer);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) source.Dispose();
            base.Dispose(disposing);
        }
    }
}
