using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Tidegate.Server.Tests.Notifying;

/// <summary>A receiver of webhooks on loopback.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string Id, int Status, JsonNode Body)> _taken = new();

    public Receiver()
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

    public int Status { get; set; } = 200;

    public IEnumerable<string> Paths => _taken.Select(t => t.Path);

    public int Count(string path) => _taken.Count(t => t.Path == path);

    public IReadOnlyList<JsonNode> Bodies(string path) => [.. _taken.Where(t => t.Path == path && t.Status == 200).Select(t => t.Body)];

    public string[] Ids(string path, int? status = null) => [.. _taken.Where(t => t.Path == path && (status is null || t.Status == status)).Select(t => t.Id)];

    public Task<JsonNode> UntilAsync(string path, string type) => WhereAsync(path, b => b["type"]!.GetValue<string>() == type);

    public async Task<JsonNode> WhereAsync(string path, Func<JsonNode, bool> which)
    {
        for (var i = 0; i < 600; i++)
        {
            if (_taken.FirstOrDefault(t => t.Path == path && t.Status == 200 && which(t.Body)).Body is { } body) return body;
            await Task.Delay(100);
        }

        throw new TimeoutException($"no such message at {path}; there were {string.Join(", ", _taken.Select(t => $"{t.Path} {t.Body["type"]} {t.Status}"))}");
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                var body = JsonNode.Parse(context.Request.InputStream)!;
                var status = context.Response.StatusCode = Status;
                context.Response.Close();
                _taken.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers["webhook-id"]!, status, body));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
