using System.Globalization;
using System.Text;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Traffic;

namespace Tidegate.Reporting.Packs;

/// <summary>The messages of an incident, with what became of them: read from the traffic, written as CSV.</summary>
public sealed class EvidenceMessages(Incident incident, TrafficNames names, NumberPlan plan, int most)
{
    private readonly IncidentFilter _listed = new(incident, names, plan);

    // What is drawn begins earlier than the list.
    private readonly IncidentFilter _drawn = new(incident, names, plan, PictureRecorder.Before);
    private readonly Dictionary<ulong, int> _byKey = [];
    private readonly List<Listed> _messages = [];

    /// <summary>Messages listed.</summary>
    public int Count => _messages.Count;

    /// <summary>Messages beyond the number that is listed at most.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Draws the incident from the messages read; null where nobody asks.</summary>
    internal EvidencePicture? Drawing { get; init; }

    /// <summary>Reads traffic to its end.</summary>
    public void Read(EventSource source, CancellationToken cancel) => ReadAll(source, [this], cancel);

    /// <summary>Reads traffic to its end for several incidents at once.</summary>
    internal static void ReadAll(EventSource source, IReadOnlyList<EvidenceMessages> lists, CancellationToken cancel)
    {
        var batch = new TrafficEvent[4096];
        for (var count = source.Read(batch); count > 0; count = source.Read(batch))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (ref readonly var e in batch.AsSpan(0, count))
                foreach (var list in lists) list.Take(in e);
        }
    }

    /// <summary>Writes them by time: RFC 4180, UTF-8, CRLF.</summary>
    public byte[] Csv(EvidencePrivacy privacy)
    {
        using var stream = new MemoryStream();
        using (var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true))
        {
            text.Write("time,message_key,destination,pseudonym,customer,sender,supplier,network,price,cost,currency,status,error_code,converted,message_id\r\n");
            foreach (var m in _messages.OrderBy(m => m.Event.Time).ThenBy(m => m.Event.MessageKey)) Write(text, m, privacy);
        }

        return stream.ToArray();
    }

    private void Take(in TrafficEvent e)
    {
        if (e.Kind == EventKind.Submit)
        {
            Drawing?.Note(in e, _drawn.Matches(in e));
            if (!_listed.Matches(in e)) return;
            if (_messages.Count == most)
            {
                LeftOut++;
                return;
            }

            if (_byKey.TryAdd(e.MessageKey, _messages.Count)) _messages.Add(new Listed { Event = e });
        }
        else if (_byKey.TryGetValue(e.MessageKey, out var at) && (e.Customer == 0 || e.Customer == _messages[at].Event.Customer))
        {
            var message = _messages[at];
            if (e.Kind == EventKind.Conversion) message.Converted = e.Converted;
            else if (message.Status is null or ReceiptStatus.Unknown) (message.Status, message.ErrorCode) = (e.Status, e.ErrorCode); // as detection counts it
        }
    }

    private void Write(StreamWriter text, Listed message, EvidencePrivacy privacy)
    {
        ref readonly var e = ref message.Event;
        string[] fields =
        [
            Phrases.Rfc3339(DateTimeOffset.FromUnixTimeMilliseconds(e.Time)),
            e.MessageKey.ToString("x16", CultureInfo.InvariantCulture),
            privacy.Shown(e.Destination)[1..],
            privacy.Pseudonym(e.Destination),
            Name(names.Customers[e.Customer]),
            Name(names.Senders[e.Sender]),
            Name(names.Suppliers[e.Supplier]),
            _listed.NetworkOf(in e),
            Money(e.Price),
            Money(e.Cost),
            names.Currencies[e.Currency],
            message.Status is { } status ? status.ToString().ToLowerInvariant() : "",
            Name(names.ErrorCodes[message.ErrorCode]),
            message.Converted is { } converted ? (converted ? "true" : "false") : "",
            privacy.IsFull && names.Ids?.Find(e.MessageKey) is { } id ? Name(id) : "",
        ];
        text.Write(string.Join(',', fields));
        text.Write("\r\n");
    }

    private static string Money(float amount) => float.IsNaN(amount) ? "" : ((decimal)amount).ToString(CultureInfo.InvariantCulture);

    // As IncidentCsv: nothing that a spreadsheet would run as a formula, nor what turns text around.
    private static string Name(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n') value = "'" + value;
        value = PlainText.Of(value);
        return value.AsSpan().IndexOfAny("\",\r\n") >= 0 ? "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : value;
    }

    private sealed class Listed
    {
        public TrafficEvent Event;
        public ReceiptStatus? Status;
        public int ErrorCode;
        public bool? Converted;
    }
}
