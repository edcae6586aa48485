using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Tidegate.Server.Tests.Telemetry;

/// <summary>Takes OTLP over HTTP on loopback, and keeps the bodies as they came.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    public OtlpReceiver()
    {
        using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public int Port { get; }

    /// <summary>Whether anything came that was no protobuf for /v1/traces.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Header "x-token" of the last request.</summary>
    public string? Token { get; private set; }

    /// <summary>All that came; names in protobuf are UTF-8 as they are.</summary>
    public string Text => string.Concat(_bodies.Select(Encoding.Latin1.GetString));

    public IReadOnlyCollection<byte[]> Bodies => _bodies;

    public async Task<string> UntilAsync(params string[] names)
    {
        for (var i = 0; i < 600; i++)
        {
            var text = Text;
            if (names.All(n => text.Contains(n, StringComparison.Ordinal))) return text;
            await Task.Delay(100);
        }

        throw new TimeoutException($"not all of {string.Join(", ", names)} in {_bodies.Count} bodies");
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url!.AbsolutePath != "/v1/traces" || context.Request.ContentType != "application/x-protobuf") Wrong = $"{context.Request.Url} {context.Request.ContentType}";
                Token = context.Request.Headers["x-token"];
                _bodies.Enqueue(body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
