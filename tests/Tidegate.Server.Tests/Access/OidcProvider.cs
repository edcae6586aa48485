using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Tidegate.Server.Tests.Access;

/// <summary>
/// A small OpenID Connect provider on loopback: discovery, keys, authorization code with PKCE, tokens signed with RS256. It signs in
/// whoever comes as <see cref="Claims"/> says, and checks what a provider checks.
/// </summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string ClientId = "tidegate-test";
    public const string Secret = "client-secret-of-the-test";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge, string Redirect)> _codes = new();

    private OidcProvider(WebApplication app)
    {
        _app = app;
        SigningKey = new RsaSecurityKey(_rsa) { KeyId = "k1" };
    }

    public string Authority => _app.Urls.First();

    /// <summary>What is said of who signs in.</summary>
    public Dictionary<string, object> Claims { get; } = [];

    /// <summary>What tokens are signed with; another than the published one makes forged tokens.</summary>
    public RsaSecurityKey SigningKey { get; set; }

    /// <summary>What the service asked for at the token address.</summary>
    public List<string> Asked { get; } = [];

    public static async Task<OidcProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new OidcProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = provider.Authority,
            ["authorization_endpoint"] = provider.Authority + "/authorize",
            ["token_endpoint"] = provider.Authority + "/token",
            ["jwks_uri"] = provider.Authority + "/keys",
            ["response_types_supported"] = new[] { "code" },
            ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { provider.PublicKey() } }));
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private object PublicKey()
    {
        var parameters = _rsa.ExportParameters(false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = "k1", n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || !query["scope"].ToString().Contains("openid", StringComparison.Ordinal)) return Results.BadRequest(request.QueryString.Value);
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString(), query["redirect_uri"].ToString());
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        Asked.Add(string.Join('&', form.Keys.Order(StringComparer.Ordinal)));
        if (!_codes.TryRemove(form["code"].ToString(), out var given) || form["client_secret"] != Secret || form["redirect_uri"] != given.Redirect) return Results.BadRequest(new { error = "invalid_grant" });
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (challenge != given.Challenge) return Results.BadRequest(new { error = "invalid_grant" });
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = ClientId,
            Claims = new Dictionary<string, object>(Claims) { ["nonce"] = given.Nonce },
            IssuedAt = DateTime.UtcNow,
            NotBefore = DateTime.UtcNow.AddMinutes(-1),
            Expires = DateTime.UtcNow.AddMinutes(5),
            SigningCredentials = new SigningCredentials(SigningKey, SecurityAlgorithms.RsaSha256),
        });
        return Results.Json(new { access_token = "unused", token_type = "Bearer", expires_in = 300, id_token = token });
    }
}
