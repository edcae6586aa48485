using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tidegate.Notify.Settings;
using Tidegate.Traffic.Reading;

namespace Tidegate.Notify.Outbound;

/// <summary>Posts to receivers that are not trusted: no redirects, no proxy, no cookies, bounded in time and in size.</summary>
/// <remarks>Thread-safe. Connections are per receiver: one that hangs holds up no other.</remarks>
internal sealed class OutboundHttp : IDisposable
{
    private const int MostRead = 2048;
    private const int LeastSecret = 6;

    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public OutboundHttp(OutboundSettings settings, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var connection = new GuardedConnection(new ReceiverList(settings.AllowInside), resolve ?? Dns.GetHostAddressesAsync);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false, // Through a proxy the address checked would be the proxy's.
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 16 * 1024,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = connection.ConnectAsync,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Tidegate", null));
        (_timeout, _time) = (settings.Timeout, time);
    }

    /// <summary>Posts JSON. Does not throw but when <paramref name="cancellation"/> says so.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="json">The body, UTF-8.</param>
    /// <param name="headers">Headers to add.</param>
    /// <param name="secrets">What, beside what the address holds, must not be told again if the receiver repeats it.</param>
    /// <param name="cancellation">To stop.</param>
    public async Task<HttpReply> PostAsync(Uri url, byte[] json, IEnumerable<(string Name, string Value)> headers, IReadOnlyList<string> secrets, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var text = response.IsSuccessStatusCode ? "" : await ReadAsync(response, [.. secrets, .. SecretsOf(url)], either.Token);
            return new HttpReply((int)response.StatusCode, RetryAfter(response), text);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HttpReply(0, null, $"no answer within {_timeout.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException e)
        {
            return new HttpReply(0, null, (e.InnerException as InsideAddressException)?.Message ?? $"{e.HttpRequestError}: {Deepest(e).Message}");
        }
        catch (IOException e)
        {
            return new HttpReply(0, null, Deepest(e).Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private static Exception Deepest(Exception e) => e.InnerException is { } inner ? Deepest(inner) : e;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    // Chat services put the secret into the address: its path, a part of it, or a value of its query.
    private static IEnumerable<string> SecretsOf(Uri url) =>
        [url.PathAndQuery, url.AbsolutePath, .. url.AbsolutePath.Split('/'), .. url.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..])];

    private static async Task<string> ReadAsync(HttpResponseMessage response, IReadOnlyList<string> secrets, CancellationToken cancellation)
    {
        var bytes = new byte[MostRead];
        var read = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            while (read < bytes.Length && await body.ReadAsync(bytes.AsMemory(read), cancellation) is > 0 and var more) read += more;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // The status is known; what was to be said of it is lost.
        }

        var text = Encoding.UTF8.GetString(bytes, 0, read);
        foreach (var secret in secrets.Where(s => s.Length >= LeastSecret).OrderByDescending(s => s.Length)) text = text.Replace(secret, SettingsCheck.Hidden, StringComparison.OrdinalIgnoreCase);
        return PhoneMask.Apply(Encoding.UTF8.GetBytes(text)).Trim();
    }
}

/// <summary>A receiver's answer.</summary>
/// <param name="Status">HTTP status; 0 when there was none.</param>
/// <param name="RetryAfter">How long it asks to wait.</param>
/// <param name="Text">What went wrong, or the beginning of the body; printable, digits masked.</param>
internal sealed record HttpReply(int Status, TimeSpan? RetryAfter, string Text)
{
    public bool IsSuccess => Status is >= 200 and <= 299;
}
