using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Tidegate.Server.Access;
using Xunit;

namespace Tidegate.Server.Tests.Access;

public sealed class OidcTests
{
    [Fact]
    public async Task Provider_SignsIn_WithTheRoleThatItsClaimsGive()
    {
        await using var provider = await OidcProvider.StartAsync();
        provider.Claims["sub"] = "1234";
        provider.Claims["preferred_username"] = "ann@corp.example";
        provider.Claims["roles"] = new[] { "staff", "sms-fraud" };
        await using var host = await Host.StartAsync(Config(provider));
        using var browser = new Browser(host);
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(401); // a provider closes the service too
        (await browser.SendAsync(HttpMethod.Get, "/sign-in")).Text.ShouldContain("Corp sign-in");
        (await FollowAsync(browser, "/sign-in/oidc?return=%2Fincidents")).ShouldBe("/incidents");
        var who = JsonNode.Parse((await browser.SendAsync(HttpMethod.Get, "/v1/session")).Text)!;
        who["name"]!.GetValue<string>().ShouldBe("ann@corp.example");
        who["role"]!.GetValue<string>().ShouldBe("analyst");
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(200);
        (await browser.StatusAsync("/v1/keys")).ShouldBe(403);
        provider.Asked.ShouldBe(["client_id&client_secret&code&code_verifier&grant_type&redirect_uri"]);
        var audit = await browser.SendAsync(HttpMethod.Get, "/v1/audit?actor=ann@corp.example");
        audit.Text.ShouldContain("session.begin");
        browser.Token = who["csrf_token"]!.GetValue<string>();
        (await browser.SendAsync(HttpMethod.Put, "/v1/session/password", new { current = "x", password = Browser.Password })).Status.ShouldBe(409); // it is the provider's
        (await browser.SendAsync(HttpMethod.Delete, "/v1/session")).Status.ShouldBe(204);
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(401);
    }

    [Fact]
    public async Task CustomersOfTheProvider_SeeTheirOwnAlone_AndNoneWithoutACustomer()
    {
        await using var provider = await OidcProvider.StartAsync();
        provider.Claims["sub"] = "77";
        provider.Claims["roles"] = "tidegate-customer";
        provider.Claims["tenant"] = "shop";
        await using var host = await Host.StartAsync(Config(provider));
        using var browser = new Browser(host);
        (await FollowAsync(browser, "/sign-in/oidc")).ShouldBe("/");
        var who = JsonNode.Parse((await browser.SendAsync(HttpMethod.Get, "/v1/session")).Text)!;
        who["customer"]!.GetValue<string>().ShouldBe("shop");
        provider.Claims.Remove("tenant");
        using var unbound = new Browser(host);
        (await FollowAsync(unbound, "/sign-in/oidc")).ShouldBe("/sign-in?refused=provider");
        unbound.Session.ShouldBeNull();
    }

    [Theory]
    [InlineData("no role")]
    [InlineData("forged")]
    [InlineData("another browser's")]
    public async Task WhomTheProviderDoesNotVouchFor_IsLetNowhere_AndItIsInTheAuditLog(string what)
    {
        await using var provider = await OidcProvider.StartAsync();
        using var forger = RSA.Create(2048);
        provider.Claims["sub"] = "1";
        provider.Claims["roles"] = what == "no role" ? "staff" : "sms-fraud";
        if (what == "forged") provider.SigningKey = new RsaSecurityKey(forger) { KeyId = "k1" };
        await using var host = await Host.StartAsync(Config(provider));
        using var browser = new Browser(host);
        using var other = new Browser(host);
        (await FollowAsync(browser, "/sign-in/oidc", what == "another browser's" ? other : browser)).ShouldBe("/sign-in?refused=provider");
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(401);
        (await other.StatusAsync("/v1/incidents")).ShouldBe(401);
        host.Engine.Store.Audit(null, null, long.MaxValue, 10).ShouldHaveSingleItem().Action.ShouldBe("session.refuse");
    }

    // The way through the provider and back; where it leads in the end.
    private static async Task<string> FollowAsync(Browser browser, string path, Browser? comesBack = null)
    {
        var challenge = await browser.SendAsync(HttpMethod.Get, path);
        challenge.Status.ShouldBe(302, challenge.Text);
        using var outside = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var consent = await outside.GetAsync(challenge.Response.Headers.Location);
        ((int)consent.StatusCode).ShouldBe(302, await consent.Content.ReadAsStringAsync());
        var back = consent.Headers.Location!;
        back.AbsolutePath.ShouldBe(OidcSignIn.CallbackPath);
        var answer = await (comesBack ?? browser).SendAsync(HttpMethod.Get, back.PathAndQuery);
        answer.Status.ShouldBe(302, answer.Text);
        return answer.Response.Headers.Location!.ToString();
    }

    private static string Config(OidcProvider provider) => $"""
        access:
          oidc:
            authority: {provider.Authority}
            client_id: {OidcProvider.ClientId}
            client_secret: {OidcProvider.Secret}
            label: Corp sign-in
            customer_claim: tenant
            roles:
              analyst: sms-fraud
        """;
}
