using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Tidegate.Server.Tests.Telemetry;

/// <summary>Takes OTLP on loopback, over HTTP or gRPC (on HTTP/2 without TLS), and keeps the messages as they came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const string GrpcMethod = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>What came that was no traces by the protocol; null for nothing.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Header "x-token" of the last request.</summary>
    public string? Token { get; private set; }

    /// <summary>All that came; names in protobuf are UTF-8 as they are.</summary>
    public string Text => string.Concat(_bodies.Select(Encoding.Latin1.GetString));

    public static async Task<OtlpReceiver> StartAsync(bool grpc)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.Run(grpc ? receiver.TakeGrpcAsync : receiver.TakeHttpAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async Task<string> UntilAsync(params string[] names)
    {
        for (var i = 0; i < 600; i++)
        {
            var text = Text;
            if (names.All(n => text.Contains(n, StringComparison.Ordinal))) return text;
            await Task.Delay(100);
        }

        throw new TimeoutException($"not all of {string.Join(", ", names)} in {_bodies.Count} bodies; wrong: {Wrong}");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeHttpAsync(HttpContext context)
    {
        await TakeAsync(context, "/v1/traces", "application/x-protobuf", prefix: 0);
        context.Response.ContentType = "application/x-protobuf";
    }

    // A message has five bytes before it: whether it is compressed, and its length. An empty one answers, and the status comes after it.
    private async Task TakeGrpcAsync(HttpContext context)
    {
        await TakeAsync(context, GrpcMethod, "application/grpc", prefix: 5);
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private async Task TakeAsync(HttpContext context, string path, string type, int prefix)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (context.Request.Path != path || context.Request.ContentType != type || body.Length < prefix) Wrong = $"{context.Request.Path} {context.Request.ContentType}";
        Token = context.Request.Headers["x-token"];
        _bodies.Enqueue(body.ToArray()[prefix..]);
    }
}
