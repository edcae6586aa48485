using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tidegate.Server.Access;
using Xunit;

namespace Tidegate.Server.Tests.Access;

public sealed class SignInTests
{
    private const string ManyAttempts = "access: { attempts_per_minute: 1000 }";
    private static readonly DateTimeOffset Begin = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ann")]
    [InlineData("nobody-of-that-name")]
    public async Task RepeatedFailures_LockTheName_LongerEachTime_WhetherItIsSomebodysOrNot(string name)
    {
        var time = new FakeTimeProvider(Begin);
        await using var host = await Host.StartAsync(ManyAttempts, time: time);
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = new Browser(host);
        var answers = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var (status, text, _) = await browser.TrySignInAsync(name, "wrong-password-here");
            status.ShouldBe(401);
            answers.Add(text);
        }

        answers.Distinct().ShouldHaveSingleItem().ShouldContain("name, password or code is wrong");
        foreach (var wait in new[] { 30, 60, 120 })
        {
            var (status, _, response) = await browser.TrySignInAsync(name);
            status.ShouldBe(429);
            response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBe(wait);
            time.Advance(TimeSpan.FromSeconds(wait));
            (await browser.TrySignInAsync(name, "wrong-password-here")).Status.ShouldBe(401);
        }

        time.Advance(TimeSpan.FromSeconds(240));
        (await browser.TrySignInAsync(name)).Status.ShouldBe(name == "ann" ? 201 : 401);
    }

    [Fact]
    public async Task ManyAtOnce_GainNoFurtherGuesses()
    {
        await using var host = await Host.StartAsync(ManyAttempts);
        await Browser.MakeAsync(host, "ann", "admin");
        var browsers = Enumerable.Range(0, 20).Select(_ => new Browser(host)).ToList();
        var answers = await Task.WhenAll(browsers.Select(b => b.TrySignInAsync("ann", "wrong-password-here")));
        answers.Count(a => a.Status == 401).ShouldBe(5);
        answers.Count(a => a.Status == 429).ShouldBe(15);
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    public async Task OneAddress_HasSoManyAttemptsAMinute_WhateverTheNames()
    {
        var time = new FakeTimeProvider(Begin);
        await using var host = await Host.StartAsync("access: { attempts_per_minute: 3, trusted_proxies: [127.0.0.1] }", time: time);
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = new Browser(host);
        for (var i = 0; i < 3; i++) (await browser.TrySignInAsync($"name-{i}")).Status.ShouldBe(401);
        var (status, _, response) = await browser.TrySignInAsync("ann");
        status.ShouldBe(429);
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBe(20);
        var elsewhere = await browser.SendAsync(HttpMethod.Post, "/v1/session", new { name = "name-9", password = "x" }, ("X-Forwarded-For", "192.0.2.7"));
        elsewhere.Status.ShouldBe(401);
        time.Advance(TimeSpan.FromSeconds(20));
        (await browser.TrySignInAsync("ann")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task WeakerHash_IsRenewed_WhenItsOwnerSignsIn()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        var weak = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = 10_000 })).HashPassword("ann", Browser.Password);
        var store = host.Service<AccountStore>();
        store.Change("ann", a => a! with { PasswordHash = weak }, (_, _) => null);
        using var browser = new Browser(host);
        (await browser.TrySignInAsync("ann", "wrong-password-here")).Status.ShouldBe(401);
        store.Find("ann")!.PasswordHash.ShouldBe(weak);
        await browser.SignInAsync("ann");
        var strong = store.Find("ann")!.PasswordHash;
        strong.ShouldNotBe(weak);
        new Passwords().Check("ann", strong, Browser.Password).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("short", "at least 12")]
    [InlineData("aaaaaaaaaaaaaaaa", "different characters")]
    [InlineData("12345678901234567", "a row")]
    [InlineData("annabel-is-my-name", "the account's name")]
    [InlineData("P4ssw0rd!2026!", "'password'")]
    [InlineData("Tidegate-2026-!", "'tidegate'")]
    [InlineData("tab\there-in-the-middle", "control characters")]
    public void BadPassword_IsToldWhatIsWrong(string password, string reason) =>
        PasswordRules.Wrong(password, "annabel", 12).ShouldContain(r => r.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void GoodPasswords_PassTheRules_GeneratedOnesAlways()
    {
        PasswordRules.Wrong(Browser.Password, "annabel", 12).ShouldBeEmpty();
        PasswordRules.Wrong("four welcome words in a row", "annabel", 12).ShouldBeEmpty();
        for (var i = 0; i < 200; i++) PasswordRules.Wrong(Passwords.Generate(), "annabel", 12).ShouldBeEmpty();
    }

    [Fact]
    public async Task EverySignInFailureAndChange_IsInTheAuditLog_WithoutWhatWasTyped()
    {
        const string typed = "my-password-in-the-name-field";
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var ann = await new Browser(host).SignInAsync("ann");
        using var other = new Browser(host);
        await other.TrySignInAsync("ann", "wrong-password-here");
        await other.TrySignInAsync(typed, "wrong-password-here");
        await ann.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "bob", role = "analyst" });
        await ann.SendAsync(HttpMethod.Patch, "/v1/accounts/bob", new { disabled = true });
        await ann.SendAsync(HttpMethod.Post, "/v1/accounts/bob/reset", new { });
        await ann.SendAsync(HttpMethod.Post, "/v1/accounts/bob/unlock", new { });
        await ann.SendAsync(HttpMethod.Delete, "/v1/accounts/bob/sessions");
        var (_, text, _) = await ann.SendAsync(HttpMethod.Get, "/v1/audit");
        text.ShouldNotContain(typed);
        text.ShouldNotContain("wrong-password-here");
        text.ShouldNotContain("hash");
        var lines = JsonNode.Parse(text)!.AsArray().Select(l => $"{l!["action"]} {l["subject"]} by {l["actor"]}").Reverse().ToList();
        lines.ShouldBe(
        [
            "account.create ann by local", "session.begin ann by ann", "session.refuse ann by ann", "session.refuse (unknown) by (unknown)",
            "account.create bob by ann", "account.disable bob by ann", "account.reset bob by ann", "account.unlock bob by ann", "account.sessions.end bob by ann",
        ]);
    }
}
