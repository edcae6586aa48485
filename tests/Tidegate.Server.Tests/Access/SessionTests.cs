using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tidegate.Server.Access;
using Xunit;

namespace Tidegate.Server.Tests.Access;

public sealed class SessionTests
{
    private static readonly DateTimeOffset Begin = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task FirstAccount_ClosesTheOpenService_AndOpensItToItsOwner()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(200);
        (await host.TrySendAsync(HttpMethod.Post, "/v1/accounts", new { name = "ann", role = "analyst" })).Status.ShouldBe(400); // else nobody could make another
        (await Browser.MakeAsync(host, "Ann", "admin"))["name"]!.GetValue<string>().ShouldBe("ann");
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(401);
        await browser.SignInAsync(" ANN ");
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(200);
        var (_, who, _) = await browser.SendAsync(HttpMethod.Get, "/v1/session");
        who.ShouldContain("\"via\":\"session\"");
        who.ShouldContain("\"role\":\"admin\"");
        await host.RestartAsync();
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Cookie_IsHttpOnlyAndLax_AndSecureOnTlsAlone()
    {
        await using var host = await Host.StartAsync("access: { trusted_proxies: [127.0.0.1] }");
        await Browser.MakeAsync(host, "ann", "admin");
        using var plain = new Browser(host);
        var cookie = (await plain.TrySignInAsync("ann")).Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(PeopleSignIn.Cookie, StringComparison.Ordinal)).ToLowerInvariant();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldNotContain("secure");
        using var tls = new Browser(host);
        var (_, _, response) = await tls.SendAsync(HttpMethod.Post, "/v1/session", new { name = "ann", password = Browser.Password }, ("X-Forwarded-Proto", "https"));
        response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(PeopleSignIn.Cookie, StringComparison.Ordinal)).ShouldContain("secure", Case.Insensitive);
    }

    [Fact]
    public async Task UnsafeRequest_NeedsTheToken_AndMayNotComeFromAnotherSite()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = await new Browser(host).SignInAsync("ann");
        var mode = new { mode = "enforce", reason = "tried" };
        (await browser.SendAsync(HttpMethod.Put, "/v1/mode", mode)).Status.ShouldBe(200);
        (await browser.SendAsync(HttpMethod.Put, "/v1/mode", mode, ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(403);
        (await browser.SendAsync(HttpMethod.Put, "/v1/mode", mode, ("Origin", "https://elsewhere.example"))).Status.ShouldBe(403);
        (await browser.SendAsync(HttpMethod.Put, "/v1/mode", mode, ("Origin", "null"))).Status.ShouldBe(403);
        (await browser.SendAsync(HttpMethod.Put, "/v1/mode", mode, ("Origin", host.Client.BaseAddress!.ToString().TrimEnd('/')))).Status.ShouldBe(200);
        browser.Token = null;
        var (status, text, _) = await browser.SendAsync(HttpMethod.Put, "/v1/mode", mode);
        status.ShouldBe(403);
        text.ShouldContain(CrossSite.TokenHeader);
        using var other = await new Browser(host).SignInAsync("ann");
        browser.Token = other.Token; // another browser's
        (await browser.SendAsync(HttpMethod.Put, "/v1/mode", mode)).Status.ShouldBe(403);
        (await browser.StatusAsync("/v1/mode")).ShouldBe(200);
    }

    [Fact]
    public async Task OpenService_ListensToNoOtherSite_AndToNoOtherName()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        (await browser.SendAsync(HttpMethod.Put, "/v1/mode", """{"mode":"enforce"}""", ("Origin", "https://elsewhere.example"))).Status.ShouldBe(403);
        (await browser.SendAsync(HttpMethod.Get, "/v1/incidents", null, ("Host", "rebound.example"))).Status.ShouldBe(403);
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(200);
    }

    [Fact]
    public async Task SigningOut_EndsTheSession_NotTheCookieAlone()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = await new Browser(host).SignInAsync("ann");
        using var thief = new Browser(host);
        thief.Cookies.Add(new System.Net.Cookie(PeopleSignIn.Cookie, browser.Session!.Value, "/", "127.0.0.1"));
        (await thief.StatusAsync("/v1/incidents")).ShouldBe(200);
        (await browser.SendAsync(HttpMethod.Delete, "/v1/session")).Status.ShouldBe(204);
        (await thief.StatusAsync("/v1/incidents")).ShouldBe(401);
    }

    [Fact]
    public async Task Session_IsProlongedByUse_AndEndsWhenIdleOrOld()
    {
        var time = new FakeTimeProvider(Begin);
        await using var host = await Host.StartAsync("access: { session_idle: 1h, session_most: 3h }", time: time);
        await Browser.MakeAsync(host, "ann", "admin");
        using var idle = await new Browser(host).SignInAsync("ann");
        using var busy = await new Browser(host).SignInAsync("ann");
        for (var i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromMinutes(40));
            (await busy.StatusAsync("/v1/incidents")).ShouldBe(200, $"after {(i + 1) * 40} minutes");
        }

        (await idle.StatusAsync("/v1/incidents")).ShouldBe(401);
        time.Advance(TimeSpan.FromMinutes(25));
        (await busy.StatusAsync("/v1/incidents")).ShouldBe(401);
    }

    [Fact]
    public async Task AnotherPassword_EndsAllSessions_AndTheOldOneIsNoGood()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var first = await new Browser(host).SignInAsync("ann");
        using var second = await new Browser(host).SignInAsync("ann");
        const string another = "seven-lamps-on-the-quay";
        (await first.SendAsync(HttpMethod.Put, "/v1/session/password", new { current = "not-what-it-is", password = another })).Status.ShouldBe(400);
        var (status, text, _) = await first.SendAsync(HttpMethod.Put, "/v1/session/password", new { current = Browser.Password, password = "short" });
        status.ShouldBe(400);
        text.ShouldContain("at least 12");
        text.ShouldNotContain("short\"");
        (await first.SendAsync(HttpMethod.Put, "/v1/session/password", new { current = Browser.Password, password = another })).Status.ShouldBe(204);
        (await first.StatusAsync("/v1/incidents")).ShouldBe(401);
        (await second.StatusAsync("/v1/incidents")).ShouldBe(401);
        using var again = new Browser(host);
        (await again.TrySignInAsync("ann")).Status.ShouldBe(401);
        (await again.TrySignInAsync("ann", another)).Status.ShouldBe(201);
    }

    [Fact]
    public async Task DisabledOrDemoted_HoldsFromTheNextRequestOn_ButNotForTheLastAdministrator()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var ann = await new Browser(host).SignInAsync("ann");
        (await ann.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "bob", role = "admin", password = Browser.Password })).Status.ShouldBe(201);
        using var bob = await new Browser(host).SignInAsync("bob");
        (await bob.StatusAsync("/v1/accounts")).ShouldBe(200);
        (await ann.SendAsync(HttpMethod.Patch, "/v1/accounts/bob", new { role = "customer", customer = "shop" })).Status.ShouldBe(200);
        (await bob.StatusAsync("/v1/accounts")).ShouldBe(401);
        await bob.SignInAsync("bob");
        (await bob.StatusAsync("/v1/accounts")).ShouldBe(403);
        (await ann.SendAsync(HttpMethod.Patch, "/v1/accounts/bob", new { disabled = true })).Status.ShouldBe(200);
        (await bob.StatusAsync("/v1/incidents")).ShouldBe(401);
        using var back = new Browser(host);
        (await back.TrySignInAsync("bob")).Status.ShouldBe(401);
        (await ann.SendAsync(HttpMethod.Patch, "/v1/accounts/ann", new { disabled = true })).Status.ShouldBe(409);
        (await ann.SendAsync(HttpMethod.Patch, "/v1/accounts/ann", new { role = "analyst" })).Status.ShouldBe(409);
    }

    [Fact]
    public async Task LockedCaseStore_KeepsPeopleFromSigningIn_With503_ButNotThoseWhoAreIn()
    {
        await using var host = await Host.StartAsync("journal: { busy_timeout: 0s }");
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = await new Browser(host).SignInAsync("ann");
        using var other = new Browser(host);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={host.Engine.Store.File};Pooling=False"))
        {
            connection.Open();
            using var transaction = connection.BeginTransaction();
            (await other.TrySignInAsync("ann")).Status.ShouldBe(503);
            (await browser.StatusAsync("/v1/accounts")).ShouldBe(200);
            (await browser.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "bob", role = "analyst" })).Status.ShouldBe(503);
        }

        (await other.TrySignInAsync("ann")).Status.ShouldBe(201);
        (await browser.SendAsync(HttpMethod.Get, "/v1/accounts/bob")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task SigningInOnTop_IsRefused_SoThatASessionStaysOnePersons()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = await new Browser(host).SignInAsync("ann");
        var held = browser.Session!.Value;
        (await browser.TrySignInAsync("ann")).Status.ShouldBe(409);
        browser.Session!.Value.ShouldBe(held);
    }
}
