using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Access;

[Collection("attacked traffic")]
public sealed class AccessTests(AttackedTraffic traffic)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnotherTenant_ByKeyOrBySession_OnEveryEndpoint_SeesNothingOfTheVictim(bool bySession)
    {
        await using var host = await Host.StartAsync("access: { attempts_per_minute: 1000, lock_after: 100 }");
        await host.PostEventsAsync(traffic.UntilAttack);
        var incident = (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        var decision = (await host.GetAsync("/v1/decisions"))["items"]![0]!["id"]!.GetValue<string>();
        var page = await host.GetAsync("/openapi/v1.json");
        var admin = await KeyAsync(host, "admin", null, null);
        await using var other = await Tenant.ComeInAsync(host, "another-tenant", bySession, admin);
        var tried = 0;
        foreach (var (path, item) in page["paths"]!.AsObject())
        {
            foreach (var method in item!.AsObject().Select(m => m.Key))
            {
                if (path.Contains("/stream", StringComparison.Ordinal) || path.StartsWith("/metrics", StringComparison.Ordinal)) continue;
                if (path == "/v1/session" && method == "delete") continue; // its own session, at the end
                foreach (var id in new[] { incident, decision, AttackedTraffic.Victim })
                {
                    var filled = path.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", id, StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal).Replace("{messageId}", "m1", StringComparison.Ordinal).Replace("{account}", "a", StringComparison.Ordinal);
                    var (status, text) = await other.SendAsync(new HttpMethod(method.ToUpperInvariant()), filled, method is "get" or "delete" ? null : """{"message_id":"m1"}""");
                    tried++;
                    status.ShouldBeLessThan(500, $"{method} {filled}: {text}");
                    if (path.Contains("{id}", StringComparison.Ordinal) || path.Contains("{name}", StringComparison.Ordinal)) status.ShouldBeOneOf([403, 404], $"{method} {filled}: {text}");
                    if (status >= 400 && id == AttackedTraffic.Victim) continue; // a problem repeats what was asked for
                    text.Replace(filled, "", StringComparison.Ordinal).Contains(AttackedTraffic.Victim, StringComparison.Ordinal).ShouldBeFalse($"{method} {filled}: {text}");
                }
            }
        }

        tried.ShouldBeGreaterThan(120);
        (await other.SendAsync(HttpMethod.Get, "/v1/incidents", null)).Text.ShouldContain("\"total\":0");
        (await other.SendAsync(HttpMethod.Get, "/v1/decisions/stream", null)).Status.ShouldBe(403);
        (await other.SendAsync(HttpMethod.Get, "/metrics", null)).Status.ShouldBe(403);
        await using var own = await Tenant.ComeInAsync(host, AttackedTraffic.Victim, bySession, admin);
        (await own.SendAsync(HttpMethod.Get, "/v1/incidents", null)).Text.ShouldContain(incident);
        (await own.SendAsync(HttpMethod.Get, "/v1/session", null)).Text.ShouldContain(bySession ? "\"via\":\"session\"" : "\"via\":\"key\"");
    }

    [Theory]
    [InlineData("analyst")]
    [InlineData("customer")]
    public async Task Session_MayDoOnEveryEndpoint_WhatAKeyOfItsRoleMay(string role)
    {
        await using var host = await Host.StartAsync("access: { attempts_per_minute: 1000, lock_after: 100 }");
        var page = await host.GetAsync("/openapi/v1.json");
        var admin = await KeyAsync(host, "admin", null, null);
        var key = await KeyAsync(host, role, role == "customer" ? "shop" : null, admin);
        await Browser.MakeAsync(host, "ann", role, role == "customer" ? "shop" : null, admin);
        using var browser = await new Browser(host).SignInAsync("ann");
        foreach (var (path, item) in page["paths"]!.AsObject())
        {
            foreach (var method in item!.AsObject().Select(m => new HttpMethod(m.Key.ToUpperInvariant())))
            {
                if (path.Contains("/stream", StringComparison.Ordinal) || path.StartsWith("/v1/session", StringComparison.Ordinal)) continue;
                var byKey = await host.TrySendAsync(method, path, method == HttpMethod.Get ? null : "{}", key: key);
                var bySession = await browser.SendAsync(method, path, method == HttpMethod.Get ? null : "{}");
                bySession.Status.ShouldBe(byKey.Status, $"{method} {path}: {byKey.Text} {bySession.Text}");
            }
        }
    }

    [Fact]
    public async Task Keys_AreNeeded_OnceThereAreAny_AndEndWhenRevokedOrRotated()
    {
        await using var host = await Host.StartAsync();
        var admin = await KeyAsync(host, "admin", null, null);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(401);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null, key: admin[..^1] + (admin[^1] == '0' ? '1' : '0'))).Status.ShouldBe(401);
        (await host.TrySendAsync(HttpMethod.Get, "/health/live", null)).Status.ShouldBe(200);
        var made = await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "gateway", role = "ingest" }, 201, key: admin);
        var key = made["key"]!.GetValue<string>();
        (await host.TrySendAsync(HttpMethod.Post, "/v1/events", "", key: key)).Status.ShouldBe(202);
        (await host.TrySendAsync(HttpMethod.Post, "/v1/check", """{"customer":"a","destination":"+393391234567"}""", key: key)).Status.ShouldBe(403);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/keys", null, key: admin)).Text.ShouldNotContain(key);
        await host.SendAsync(HttpMethod.Delete, $"/v1/keys/{made["id"]}", null, 204, key: admin);
        (await host.TrySendAsync(HttpMethod.Post, "/v1/events", "", key: key)).Status.ShouldBe(401);
        await host.RestartAsync();
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(401);
        foreach (var file in Directory.GetFiles(Path.Combine(host.Folder, "data"), "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("lock", StringComparison.Ordinal)))
            Read(file).ShouldNotContain(key[16..], Case.Sensitive, file);
    }

    [Fact]
    public async Task RevokingTheLastKey_DoesNotOpenTheService()
    {
        await using var host = await Host.StartAsync();
        var admin = await KeyAsync(host, "admin", null, null);
        await host.SendAsync(HttpMethod.Delete, $"/v1/keys/{admin.Split('_')[1]}", null, 204, key: admin);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(401);
        await host.RestartAsync();
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(401);
    }

    [Fact]
    public void Serve_OnAnAddressOfOthersWithoutKeys_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-open-").FullName;
        try
        {
            var (status, _, error) = Child.Run(null, "serve", "--data", folder, "--urls", "http://0.0.0.0:0");
            status.ShouldBe(2);
            error.ShouldContain("no keys and no accounts");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> KeyAsync(Host host, string role, string? customer, string? by) =>
        (await host.SendAsync(HttpMethod.Post, "/v1/keys", customer is null ? new { name = role, role } : (object)new { name = role, role, customer }, 201, key: by))["key"]!.GetValue<string>();

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new StreamReader(stream, System.Text.Encoding.Latin1).ReadToEnd();
    }

    /// <summary>A customer, by key or by session.</summary>
    private sealed class Tenant(Host host, string? key, Browser? browser) : IAsyncDisposable
    {
        public static async Task<Tenant> ComeInAsync(Host host, string customer, bool bySession, string admin)
        {
            if (!bySession) return new Tenant(host, await KeyAsync(host, "customer", customer, admin), null);
            await Browser.MakeAsync(host, customer, "customer", customer, admin);
            return new Tenant(host, null, await new Browser(host).SignInAsync(customer));
        }

        public async Task<(int Status, string Text)> SendAsync(HttpMethod method, string path, object? body)
        {
            if (browser is not null)
            {
                var (status, text, _) = await browser.SendAsync(method, path, body);
                return (status, text);
            }

            var answer = await host.TrySendAsync(method, path, body, key: key);
            return (answer.Status, answer.Text);
        }

        public ValueTask DisposeAsync()
        {
            browser?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
