using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Access;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Privacy;

/// <summary>Plants what must never be seen again, everywhere that it can be put in, and looks for it in all that comes out.</summary>
public sealed class GrepTests : IDisposable
{
    private const string Number = "393391774423";
    private const string Other = "4915112884417";
    private const string OneTimeCode = "771943";
    private const string Text = "Your Harbour code is 771943, do not share it";
    private const string Wrong = "planted-password-gone-wrong";
    private const string ClientSecret = "planted-client-secret-71a3";

    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-grep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task PlantedNumbersCodesTextKeysAndPasswords_AreInNoLogNoAnswerAndNoLongTermFile()
    {
        var data = Path.Combine(_folder, "data");
        var key = Child.Run(null, "keys", "create", "--role", "admin", "--data", data).Output.Trim();
        Child.Run(Browser.Password + "\n", null, ["accounts", "create", "ann", "--role", "admin", "--data", data]).Status.ShouldBe(0);
        var generated = Child.Run(null, "accounts", "create", "bob", "--role", "analyst", "--generate", "--data", data).Output.Trim();
        var outputs = new StringBuilder();
        string totp, recovery, secondKey, sessionSecret;
        using (var child = Child.Serve(data))
        {
            using var handler = new HttpClientHandler();
            using var client = new HttpClient(handler) { BaseAddress = await child.AddressAsync() };
            var session = (await AskAsync(client, null, HttpMethod.Post, "/v1/session", new { name = "ann", password = Browser.Password }))!;
            sessionSecret = handler.CookieContainer.GetCookies(client.BaseAddress!)[PeopleSignIn.Cookie]!.Value;
            client.DefaultRequestHeaders.Add(CrossSite.TokenHeader, session["csrf_token"]!.GetValue<string>());
            totp = (await AskAsync(client, null, HttpMethod.Post, "/v1/session/totp", new { password = Browser.Password }))!["secret"]!.GetValue<string>();
            var secret = Decode(totp);
            recovery = (await AskAsync(client, null, HttpMethod.Post, "/v1/session/totp/confirm", new { code = Totp.Code(secret, Totp.StepOf(TimeProvider.System.GetUtcNow())) }))!["recovery_codes"]![0]!.GetValue<string>();
            secondKey = (await AskAsync(client, null, HttpMethod.Post, "/v1/keys", new { name = "second", role = "ingest" }))!["key"]!.GetValue<string>();

            // From here on nothing that was planted may come back.
            await PlantAsync(client, key, outputs);
            foreach (var path in new[] { "/v1/audit?limit=1000", "/v1/accounts", "/v1/keys", "/v1/decisions?state=all", "/v1/allowlist", "/v1/incidents", "/v1/customers", "/v1/retention", "/v1/notifications", "/metrics", "/health/ready", "/openapi/v1.json", "/sign-in" })
            {
                var text = await client.GetStringAsync(path);
                outputs.AppendLine(path == "/v1/allowlist" ? WithoutRange(text) : text);
            }

            outputs.AppendLine(child.Log);
        }

        // What was overwritten is in the write-ahead log until the next look, which is at a start.
        using (var child = Child.Serve(data))
        {
            await child.AddressAsync();
            for (var i = 0; i < 600 && Directory.GetFiles(data, "cases.db*").Any(f => Read(f).Contains(Number, StringComparison.Ordinal)); i++) await Task.Delay(50);
            outputs.AppendLine(child.Log);
        }

        outputs.AppendLine(Child.Run(null, "accounts", "list", "--data", data).Output);
        outputs.AppendLine(Child.Run(null, "doctor", "--data", data).Output);
        string[] planted = [Number, Number[2..], OneTimeCode, Text, "Harbour code", Wrong, ClientSecret, Browser.Password, generated, totp, recovery, recovery.Replace("-", "", StringComparison.Ordinal), key.Split('_')[2], secondKey.Split('_')[2], sessionSecret];
        planted.ShouldAllBe(p => p.Length >= 6);
        var all = outputs.ToString();
        all.ShouldContain("num_"); // the pseudonyms are there in their place
        foreach (var one in planted.Append(Other)) all.Contains(one, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"'{one}' in {Around(all, one)}");
        foreach (var file in Directory.GetFiles(data, "cases.db*"))
        {
            var text = Read(file);
            foreach (var one in planted) text.Contains(one, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"'{one}' in {file}: {Around(text, one)}");
        }
    }

    private static async Task PlantAsync(HttpClient client, string key, StringBuilder outputs)
    {
        var (get, post, put, delete) = (HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete);
        var range = new { from = Number, to = Number };
        (HttpMethod Method, string Path, object? Body)[] requests =
        [
            (post, "/v1/events", $$"""{"type":"submitted","time":"2026-03-03T09:00:00Z","message_id":"m1","customer":"shop","destination":"+{{Number}}","sender":"Shop","text":"{{Text}}"}"""),
            (post, "/v1/events", $$"""{"type":"submitted","time":"never","message_id":"m2","customer":"shop","destination":"+{{Number}}","body":"{{Text}}"}"""),
            (post, "/v1/events", $$"""{"type":"submitted","time":"2026-03-03T09:00:00Z","message_id":"m3","customer":"shop","destination":"x{{Number}}"}"""),
            (post, "/v1/events", $$"""{"broken": "+{{Number}}"""),
            (post, "/v1/check", new { customer = "shop", destination = "+" + Number, text = Text }),
            (post, "/v1/check", new { customer = "shop", destination = "no" + Number }),
            (post, "/v1/conversions", new { message_id = "m1", converted = true, customer = "shop", code = OneTimeCode }),
            (put, "/v1/mode", new { mode = "monitor", reason = $"they called from +39 339 177 4423" }),
            (post, "/v1/pseudonyms", new { destination = "+" + Number, customer = "shop" }),
            (post, "/v1/pseudonyms", new { destination = Number + "99999" }),
            (get, $"/v1/incidents/{Number}", null),
            (get, $"/v1/audit?before={Number}", null),
            (put, "/v1/customers/shop", new { comment = $"owner is +{Number}" }),
            (post, "/v1/allowlist", new { scope = new { ranges = new[] { new { from = Other, to = Other } } }, comment = "the owner's phone, +" + Other }),
        ];
        foreach (var (method, path, body) in requests) outputs.AppendLine(path == "/v1/allowlist" ? WithoutRange(await SayAsync(client, key, method, path, body)) : await SayAsync(client, key, method, path, body));
        var placed = JsonNode.Parse(await SayAsync(client, key, post, "/v1/decisions", new { action = "block", scope = new { customers = new[] { "shop" }, ranges = new[] { range } }, reason = $"complaints of {Number}" }))!["id"]!.GetValue<string>();
        await SayAsync(client, key, delete, $"/v1/decisions/{placed}?reason=wrong%20number%20%2B{Number}", null);
        await SayAsync(client, null, post, "/v1/accounts/bob/reset", new { password = ClientSecret + " " + Number }); // a password may be anything
        foreach (var (name, password) in new[] { ("ann", Wrong), (Wrong, Wrong) })
        {
            using var other = new HttpClient { BaseAddress = client.BaseAddress };
            outputs.AppendLine(await SayAsync(other, null, post, "/v1/session", new { name, password, code = OneTimeCode }));
            outputs.AppendLine(await SayAsync(other, "tg_0123456789ab_" + string.Concat(Enumerable.Repeat("77194300", 8)), get, "/v1/keys", null));
        }

    }

    private static async Task<JsonNode?> AskAsync(HttpClient client, string? key, HttpMethod method, string path, object? body) => JsonNode.Parse(await SayAsync(client, key, method, path, body));

    private static async Task<string> SayAsync(HttpClient client, string? key, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is string text) request.Content = new StringContent(text + "\n", Encoding.UTF8, "application/x-ndjson");
        else if (body is not null) request.Content = JsonContent.Create(body);
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        using var response = await client.SendAsync(request);
        ((int)response.StatusCode).ShouldBeLessThan(500, path);
        return await response.Content.ReadAsStringAsync();
    }

    // What is in force must name what it allows; the comment on it need not.
    private static string WithoutRange(string text) => text.Replace($$"""{"from":"{{Other}}","to":"{{Other}}"}""", "", StringComparison.Ordinal);

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new StreamReader(stream, Encoding.Latin1).ReadToEnd();
    }

    private static string Around(string text, string what) => text.IndexOf(what, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)] : "";

    private static byte[] Decode(string base32)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.Select(c => Convert.ToString(alphabet.IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
