using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tidegate.Server.Tests.Console;

/// <summary>A receiver of webhooks on loopback.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly WebApplication _app;

    public Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _bodies.Enqueue(await reader.ReadToEndAsync());
        });
        _app.StartAsync().GetAwaiter().GetResult();
    }

    public string Url => _app.Urls.First() + "/";

    public int Count => _bodies.Count;

    /// <summary>The first message after those that came before.</summary>
    public async Task<string> NextAsync(int before)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_bodies.Count <= before) await Task.Delay(50, patience.Token);
        return _bodies.ElementAt(before);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
