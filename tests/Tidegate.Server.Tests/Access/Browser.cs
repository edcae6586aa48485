using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Access;

namespace Tidegate.Server.Tests.Access;

/// <summary>A person's browser: keeps cookies, follows no redirect by itself, and sends the token that it was given.</summary>
internal sealed class Browser : IDisposable
{
    public const string Password = "correct-horse-battery-staple";

    private readonly HttpClientHandler _handler = new() { UseCookies = true, AllowAutoRedirect = false };
    private readonly HttpClient _client;

    public Browser(Host host)
    {
        _client = new HttpClient(_handler) { BaseAddress = host.Client.BaseAddress };
    }

    public CookieContainer Cookies => _handler.CookieContainer;

    /// <summary>The token of the session, sent with unsafe requests.</summary>
    public string? Token { get; set; }

    /// <summary>The session's cookie as it is kept; null when there is none.</summary>
    public Cookie? Session => Cookies.GetCookies(_client.BaseAddress!)[PeopleSignIn.Cookie];

    /// <summary>Makes an account, with an administrator's key where there is one.</summary>
    public static async Task<JsonNode> MakeAsync(Host host, string name, string role, string? customer = null, string? key = null) =>
        await host.SendAsync(HttpMethod.Post, "/v1/accounts", customer is null ? new { name, role, password = Password } : (object)new { name, role, customer, password = Password }, 201, key: key);

    /// <summary>Signs in; the status tells how it went.</summary>
    public async Task<(int Status, string Text, HttpResponseMessage Response)> TrySignInAsync(string name, string password = Password, string? code = null)
    {
        var answer = await SendAsync(HttpMethod.Post, "/v1/session", new { name, password, code });
        if (answer.Status == 201) Token = JsonNode.Parse(answer.Text)!["csrf_token"]!.GetValue<string>();
        return answer;
    }

    public async Task<Browser> SignInAsync(string name, string password = Password, string? code = null)
    {
        var (status, text, _) = await TrySignInAsync(name, password, code);
        status.ShouldBe(201, text);
        return this;
    }

    public async Task<(int Status, string Text, HttpResponseMessage Response)> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is HttpContent content) request.Content = content;
        else if (body is not null) request.Content = body is string text ? new StringContent(text, Encoding.UTF8, "application/json") : JsonContent.Create(body);
        if (Token is not null && method != HttpMethod.Get) request.Headers.Add(CrossSite.TokenHeader, Token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await _client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    public async Task<int> StatusAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Status;

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }
}
