using System.Net.Http.Headers;
using System.Text.Json;

namespace Tidegate.Client;

/// <summary>Follows GET /v1/decisions/stream for as long as it lives, and comes back when the service was away.</summary>
internal sealed class DecisionFollower(TidegateClientOptions options, HttpClient http, OrderCopy copy, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _following = Task.CompletedTask;
    private long _heard;
    private long _written;
    private bool _isDirty;
    private volatile bool _isConnected;
    private volatile string? _trouble;
    private volatile string? _fileTrouble;

    /// <summary>Done when there is a copy to decide by.</summary>
    public Task Ready => _ready.Task;

    public bool IsConnected => _isConnected;

    public bool IsStale => time.GetElapsedTime(Volatile.Read(ref _heard)) > options.StaleAfter;

    public string? Trouble => _trouble ?? _fileTrouble;

    public void Start()
    {
        _heard = time.GetTimestamp();
        if (options.CopyFile is { } file && CopyFile.Read(file, copy, time.GetUtcNow())) _ready.TrySetResult();
        _following = Task.Run(FollowAsync);
    }

    /// <summary>A request to the service, with the key.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(options.Address, path));
        if (options.Key is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        Keep(now: true);
        _end.Dispose();
    }

    private async Task FollowAsync()
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (!_end.IsCancellationRequested)
        {
            var before = Volatile.Read(ref _heard);
            try
            {
                await ReadAsync().ConfigureAwait(false);
                _trouble = "the service ended the stream";
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or FormatException or OverflowException or OperationCanceledException)
            {
                _trouble = e is OperationCanceledException ? $"nothing heard for {Silence.TotalSeconds} s" : e.Message;
            }

            _isConnected = false;
            if (_end.IsCancellationRequested) break;
            pause = Volatile.Read(ref _heard) != before ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            try
            {
                // Spread, so that many enforcers do not come back in the same moment.
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task ReadAsync()
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        silence.CancelAfter(Silence);
        using var request = Request(HttpMethod.Get, "/v1/decisions/stream" + (copy.Sequence is { } after ? $"?after={after}" : ""));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false));
        while (await lines.ReadLineAsync(silence.Token).ConfigureAwait(false) is { } text)
        {
            silence.CancelAfter(Silence);
            if (JsonSerializer.Deserialize(text, ClientJson.Default.StreamLine) is not { } line) throw new JsonException("a line of the stream is null");
            _isDirty |= copy.Take(line);
            Volatile.Write(ref _heard, time.GetTimestamp());
            if (!copy.IsReady) continue;
            _isConnected = true;
            _trouble = null;
            _ready.TrySetResult();
            Keep(now: line.Type == "snapshot_end");
        }
    }

    private void Keep(bool now)
    {
        if (!_isDirty || options.CopyFile is not { } file || (!now && time.GetElapsedTime(_written) < BetweenWrites)) return;
        try
        {
            CopyFile.Write(file, copy.Lines());
            (_isDirty, _fileTrouble) = (false, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fileTrouble = $"{file} cannot be written: {e.Message}";
        }

        _written = time.GetTimestamp();
    }
}
