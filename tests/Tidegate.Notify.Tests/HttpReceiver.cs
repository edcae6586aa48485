using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tidegate.Notify.Tests;

/// <summary>A real HTTP server on loopback that keeps what it gets and answers as told.</summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly SemaphoreSlim _arrived = new(0);

    private HttpReceiver(WebApplication server) => _server = server;

    public ConcurrentQueue<Received> Requests { get; } = new();

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public Uri Url { get; private set; } = null!;

    public string HostAndPort => $"{Url.Host}:{Url.Port}";

    public static async Task<HttpReceiver> StartAsync(int status = 200)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var receiver = new HttpReceiver(server) { Answer = c => { c.Response.StatusCode = status; return Task.CompletedTask; } };
        server.Run(receiver.TakeAsync);
        await server.StartAsync();
        receiver.Url = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook/s3cr3tpath");
        return receiver;
    }

    /// <summary>Waits until one more request has come.</summary>
    public async Task ArrivedAsync() => (await _arrived.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrueOrThrow("no request came");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new Received(context.Request.Path, headers, body.ToArray()));
        _arrived.Release();
        await Answer(context);
    }
}

/// <summary>What a receiver got.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

internal static class Waiting
{
    public static void ShouldBeTrueOrThrow(this bool value, string otherwise)
    {
        if (!value) throw new TimeoutException(otherwise);
    }

    /// <summary>Sends what is due now and waits until all of it was tried.</summary>
    public static async Task PumpAsync(this Notifier notifier)
    {
        notifier.Dispatcher.Pump(CancellationToken.None);
        await notifier.Dispatcher.IdleAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }
}
