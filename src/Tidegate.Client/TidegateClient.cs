using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tidegate.Enforcement;
using Tidegate.Traffic.Reading;

namespace Tidegate.Client;

/// <summary>
/// Keeps a local copy of Tidegate's decisions by GET /v1/decisions/stream and gives verdicts from it: no I/O on the way,
/// and it goes on when the service is away. Safe for threads.
/// </summary>
public sealed class TidegateClient : IAsyncDisposable
{
    private const int ShortName = 128;

    private readonly TidegateClientOptions _options;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly OrderCopy _copy;
    private readonly DecisionFollower _follower;

    private TidegateClient(TidegateClientOptions options, HttpClient? http, TimeProvider time)
    {
        _options = options;
        _ownsHttp = http is null;
        _http = http ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _copy = new OrderCopy(time, options.RememberedNumbers);
        _copy.Enforcer.Failures.Set([.. options.Blocking.Select(Kind)], []);
        _follower = new DecisionFollower(options, _http, _copy, time);
    }

    /// <summary>How it stands with the service.</summary>
    public ClientState State => new(_copy.IsReady, _follower.IsConnected, _follower.IsStale, _copy.Count, _copy.Sequence ?? 0, _copy.Enforces, _follower.Trouble);

    /// <summary>How often failures were met, and what they are called.</summary>
    public FailurePolicies Failures => _copy.Enforcer.Failures;

    /// <summary>Starts to follow the service; returns at once. It is ready after the first snapshot or with the copy's file.</summary>
    /// <param name="options">Where the service is, and what to do when it is away.</param>
    /// <param name="http">Client to use; it must have no time limit for answers. Null makes one.</param>
    /// <param name="time">Clock; null for the system's.</param>
    /// <exception cref="ArgumentException">A name in <see cref="TidegateClientOptions.Blocking"/> is none.</exception>
    public static TidegateClient Start(TidegateClientOptions options, HttpClient? http = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var client = new TidegateClient(options, http, time ?? TimeProvider.System);
        client._follower.Start();
        return client;
    }

    /// <summary>Waits until there is a copy to decide by.</summary>
    public Task WhenReadyAsync(CancellationToken cancellation = default) => _follower.Ready.WaitAsync(cancellation);

    /// <summary>The verdict on a message by the local copy alone.</summary>
    /// <param name="customer">Customer, by the name Tidegate knows it by.</param>
    /// <param name="destination">E.164 number.</param>
    /// <param name="sender">Sender ID, when known.</param>
    /// <param name="supplier">Supplier it would be routed to, when known.</param>
    /// <param name="network">MCC-MNC digits, when known.</param>
    public ClientVerdict Check(string customer, string destination, string sender = "", string supplier = "", string network = "")
    {
        Span<byte> space = stackalloc byte[ShortName * 5];
        var used = 0;
        var who = Utf8(customer, space, ref used);
        var to = Utf8(destination, space, ref used);
        var readable = DestinationParser.Read(to, out var number) is null;
        var now = _copy.Now;
        if (!_copy.IsReady) return Of(_copy.Enforcer.Fail(FailureKind.NotReady, now), VerdictSource.Copy);
        _copy.Meet(who);
        var verdict = _copy.Enforcer.Check(
            new Question { Customer = who, Destination = readable ? number : 0, Sender = Utf8(sender, space, ref used), Supplier = Utf8(supplier, space, ref used), Network = Utf8(network, space, ref used) },
            now,
            _follower.IsStale);
        if (verdict.Action == VerdictAction.Allow)
        {
            _copy.Remember(who, readable ? number : 0);
            return Of(verdict, VerdictSource.Copy);
        }

        if (verdict.Order?.Scope.ExceptKnownBefore is null) return Of(verdict, VerdictSource.Copy);
        return Of(verdict, VerdictSource.Unsure) with { Action = _options.BlocksUnsure ? verdict.Action : VerdictAction.Allow };
    }

    /// <summary>The verdict on a message; asks the service where the copy cannot tell whether the number is spared.</summary>
    /// <inheritdoc cref="Check"/>
    /// <param name="customer">Customer, by the name Tidegate knows it by.</param>
    /// <param name="destination">E.164 number.</param>
    /// <param name="sender">Sender ID, when known.</param>
    /// <param name="supplier">Supplier it would be routed to, when known.</param>
    /// <param name="network">MCC-MNC digits, when known.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<ClientVerdict> AskAsync(string customer, string destination, string sender = "", string supplier = "", string network = "", CancellationToken cancellation = default)
    {
        var local = Check(customer, destination, sender, supplier, network);
        if (local.Source != VerdictSource.Unsure) return local;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.AskTimeout);
        try
        {
            using var request = _follower.Request(HttpMethod.Post, "/v1/check");
            request.Content = JsonContent.Create(
                new AskLine(customer, destination) { Sender = Stated(sender), Supplier = Stated(supplier), Mccmnc = Stated(network) },
                ClientJson.Default.AskLine);
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync(ClientJson.Default.AnswerLine, limit.Token).ConfigureAwait(false);
            var action = Action(answer!.Verdict);
            return new ClientVerdict(action, answer.Would is { } would ? Action(would) : action, answer.DecisionId, answer.Reason ?? "", FailureKind.None, VerdictSource.Service);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidDataException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return local;
        }
    }

    /// <summary>Stops to follow.</summary>
    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync().ConfigureAwait(false);
        if (_ownsHttp) _http.Dispose();
    }

    private static FailureKind Kind(string name) => FailurePolicies.Names.TryGetValue(name, out var kind)
        ? kind
        : throw new ArgumentException($"Blocking: '{name}' is no failure; expected one of {string.Join(", ", FailurePolicies.Names.Keys)}", nameof(name));

    private static ClientVerdict Of(in Verdict verdict, VerdictSource source) =>
        new(verdict.Action, verdict.Would, verdict.Order?.Id, verdict.Order?.Reason ?? "", verdict.Failure, source);

    private static VerdictAction Action(string word) => word switch
    {
        "allow" => VerdictAction.Allow,
        "throttle" => VerdictAction.Throttle,
        "block" => VerdictAction.Block,
        _ => throw new InvalidDataException($"the service answered with the verdict '{word}'; expected allow, throttle or block"),
    };

    private static string? Stated(string text) => text.Length == 0 ? null : text;

    private static ReadOnlySpan<byte> Utf8(string text, Span<byte> space, ref int used)
    {
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > ShortName) return Encoding.UTF8.GetBytes(text);
        var into = space.Slice(used, ShortName);
        used += ShortName;
        return into[..Encoding.UTF8.GetBytes(text, into)];
    }
}
