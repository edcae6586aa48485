using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Tests;

/// <summary>The real host on a real loopback port, in a folder that goes away with it.</summary>
internal sealed class Host : IAsyncDisposable
{
    private readonly bool _ownsFolder;
    private readonly TimeProvider? _time;
    private TidegateServer _server;

    private Host(TidegateServer server, string folder, bool ownsFolder, TimeProvider? time)
    {
        _time = time;
        _server = server;
        Folder = folder;
        _ownsFolder = ownsFolder;
        Client = new HttpClient { BaseAddress = new Uri(server.Addresses.First()) };
    }

    public string Folder { get; }

    public HttpClient Client { get; private set; }

    public LiveEngine Engine => _server.Services.GetRequiredService<LiveEngine>();

    public T Service<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    public static async Task<Host> StartAsync(string? config = null, string? folder = null, TimeProvider? time = null)
    {
        var own = folder is null;
        folder ??= Directory.CreateTempSubdirectory("tidegate-server-").FullName;
        string? file = null;
        if (config is not null) File.WriteAllText(file = Path.Combine(folder, "tidegate.yaml"), config);
        return new Host(await TidegateServer.StartAsync(new ServeSource(file, Path.Combine(folder, "data"), "http://127.0.0.1:0"), time), folder, own, time);
    }

    /// <summary>Stops in order and starts again; in between something may happen to its files.</summary>
    public async Task RestartAsync(Func<Task>? between = null)
    {
        var file = Path.Combine(Folder, "tidegate.yaml");
        Client.Dispose();
        await _server.DisposeAsync();
        if (between is not null) await between();
        _server = await TidegateServer.StartAsync(new ServeSource(File.Exists(file) ? file : null, Path.Combine(Folder, "data"), "http://127.0.0.1:0"), _time);
        Client = new HttpClient { BaseAddress = new Uri(_server.Addresses.First()) };
    }

    public async Task<JsonNode> PostEventsAsync(IEnumerable<string> lines)
    {
        var response = await Client.PostAsync("/v1/events", Ndjson(lines));
        ((int)response.StatusCode).ShouldBe(202, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        var response = await Client.GetAsync(path);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, int expected, string? ifMatch = null, string? key = null)
    {
        var (status, text, _) = await TrySendAsync(method, path, body, ifMatch, key);
        status.ShouldBe(expected, $"{method} {path}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public async Task<(int Status, string Text, HttpResponseHeaders Headers)> TrySendAsync(HttpMethod method, string path, object? body, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is HttpContent content) request.Content = content;
        else if (body is not null) request.Content = body is string text ? new StringContent(text, Encoding.UTF8, "application/json") : JsonContent.Create(body);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    public Task<JsonNode> CheckAsync(string customer, string destination, string? key = null) =>
        SendAsync(HttpMethod.Post, "/v1/check", new { customer, destination }, 200, key: key);

    /// <summary>Waits until a party is known. Parties and cases are written down after what came is acknowledged, in the order in which it came.</summary>
    /// <param name="kind">customers or suppliers.</param>
    /// <param name="name">Its name.</param>
    public async Task KnownAsync(string kind, string name)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if ((await TrySendAsync(HttpMethod.Get, $"/v1/{kind}/{Uri.EscapeDataString(name)}", null)).Status == 200) return;
            await Task.Delay(100);
        }

        throw new TimeoutException($"{name} of {kind} did not become known within a minute");
    }

    /// <summary>A snapshot is put off while cases are still being written down; on a busy machine that takes a while.</summary>
    public async Task SnapshotAsync()
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            if (await Engine.SnapshotAsync()) return;
        }

        throw new InvalidOperationException("no snapshot was written in thirty attempts");
    }

    public static HttpContent Ndjson(IEnumerable<string> lines)
    {
        var content = new StringContent(string.Join('\n', lines) + "\n", Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return content;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }
}
