using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tidegate.Enforcement;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>A decision as it was last, for those that ask about the past.</summary>
internal sealed record DecisionRecord(Order Order, bool Ended);

/// <summary>All documents in memory, as the store has them. Any thread reads; the cases' thread writes.</summary>
internal sealed class Book
{
    public const string Incident = "incident";
    public const string Case = "case";
    public const string Decision = "decision";
    public const string Policy = "policy";
    public const string Rates = "rates";
    public const string Allow = "allow";
    public const string Setting = "setting";
    public const string Customer = "customer";
    public const string Supplier = "supplier";
    public const string Key = "key";
    public const string Claim = "claim";
    public const string Schedule = "schedule";

    /// <summary>How documents, and what goes over HTTP, are written: names in snake_case, enumerations as words.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read as JSON, never as a part of HTML
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new Http.RangeConverter(), new Http.TimeConverter() },
    };

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Document>> _kinds = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Document, object> _contents = [];

    public Book(IEnumerable<Document> documents)
    {
        foreach (var document in documents) Of(document.Kind)[document.Id] = document;
    }

    /// <summary>A document; null when there is none.</summary>
    public Document? Find(string kind, string id) => Of(kind).GetValueOrDefault(id);

    /// <summary>The content of a document; null when there is none.</summary>
    public T? Read<T>(string kind, string id)
        where T : class => Find(kind, id) is { } document ? JsonSerializer.Deserialize<T>(document.Json, Json) : null;

    /// <summary>The content of a document, read once for as long as it stays the same: for contents that nobody changes.</summary>
    public T Recall<T>(Document document)
        where T : class => (T)_contents.GetValue(document, static d => JsonSerializer.Deserialize<T>(d.Json, Json)!);

    /// <summary>All documents of a kind, by id.</summary>
    public IReadOnlyList<Document> All(string kind) => [.. Of(kind).Values.OrderBy(d => d.Id, StringComparer.Ordinal)];

    /// <summary>All documents of a kind in any order.</summary>
    public IEnumerable<Document> Each(string kind) => Of(kind).Values;

    /// <summary>The JSON of a content.</summary>
    public static string Write<T>(T content) => JsonSerializer.Serialize(content, Json);

    /// <summary>Takes a document away, unless it has changed meanwhile.</summary>
    public bool Forget(Document document) => Of(document.Kind).TryRemove(KeyValuePair.Create(document.Id, document));

    /// <summary>Takes over what was written.</summary>
    public void Apply(IReadOnlyCollection<DocumentWrite> documents)
    {
        foreach (var write in documents)
        {
            if (write.Json is null) Of(write.Kind).TryRemove(write.Id, out _);
            else Of(write.Kind)[write.Id] = new Document(write.Kind, write.Id, write.Version, write.Json);
        }
    }

    private ConcurrentDictionary<string, Document> Of(string kind) => _kinds.GetOrAdd(kind, static _ => new ConcurrentDictionary<string, Document>(StringComparer.Ordinal));
}
