using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

/// <summary>Whatever is sent to whatever endpoint is taken or refused with a reason; nothing of it makes the service fail.</summary>
[Collection("attacked traffic")]
public sealed partial class HostileInputTests(AttackedTraffic traffic)
{
    private const int Tries = 40;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(14)]
    public async Task EveryEndpoint_OfTheApi_RefusesWithAReason_AndNeverFails(int seed)
    {
        await using var host = await Host.StartAsync("access: { attempts_per_minute: 1000, lock_after: 100 }");
        await host.PostEventsAsync(traffic.UntilAttack);
        string[] real = [(await IdAsync(host, "incidents"))!, (await IdAsync(host, "decisions"))!, AttackedTraffic.Victim, "1", "correlation"];
        var key = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "fuzz", role = "admin" }, 201))["key"]!.GetValue<string>();
        var document = JsonNode.Parse((await host.TrySendAsync(HttpMethod.Get, "/openapi/v1.json", null, key: key)).Text)!;
        var hostile = new Hostile(seed);
        var answers = new Dictionary<int, int>();
        foreach (var (pattern, verb, operation) in document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => (p.Key, m.Key, m.Value))))
        {
            var method = new HttpMethod(verb.ToUpperInvariant());
            var asked = operation?["parameters"]?.AsArray().Where(p => p!["in"]!.GetValue<string>() == "query").Select(p => p!["name"]!.GetValue<string>()).ToList() ?? [];
            var content = operation?["requestBody"]?["content"]?.AsObject().ToList() ?? [];
            for (var n = 0; n < Tries; n++)
            {
                var path = Parameter().Replace(pattern, m => Uri.EscapeDataString(n % 2 == 0 ? hostile.Any(real) : hostile.Text() is { Length: > 0 and < 2000 } text ? text : "x"));
                if (asked.Count > 0) path += "?" + string.Join('&', Enumerable.Range(0, 1 + (n % 3)).Select(_ => hostile.Any(asked) + "=" + Uri.EscapeDataString(hostile.Text())));
                var (type, like) = content.Count > 0 ? (hostile.Any(content).Key, Hostile.Example(hostile.Any(content).Value?["schema"], document)) : ("application/json", null);
                var body = method == HttpMethod.Get ? null : hostile.Body(like);
                var (status, text, media) = await SendAsync(host, method, path, body, n % 10 == 9 ? "text/x-nothing; charset=none" : type, key);
                status.ShouldBeLessThan(500, $"{method} {path} with {Shown(body)}: {text}");
                if (status >= 400 && text.Length > 0 && pattern.StartsWith("/v1/", StringComparison.Ordinal)) media.ShouldBe("application/problem+json", $"{method} {path} with {Shown(body)}: {text}");
                answers[status] = answers.GetValueOrDefault(status) + 1;
            }
        }

        answers.Values.Sum().ShouldBeGreaterThan(100 * Tries);
        answers.Keys.ShouldContain(200);
        answers[400].ShouldBeGreaterThan(1000);
        (await host.TrySendAsync(HttpMethod.Get, "/health/ready", null)).Status.ShouldBe(200);
        (await host.TrySendAsync(HttpMethod.Post, "/v1/events", traffic.Lines[0], key: key)).Status.ShouldBe(202);
    }

    [Fact]
    public async Task EveryLinkAndForm_OfTheConsole_TakesAnything_AndNeverFails()
    {
        await using var host = await Host.StartAsync("access: { attempts_per_minute: 1000, lock_after: 100 }");
        await host.PostEventsAsync(traffic.UntilAttack);
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = await new Browser(host).SignInAsync("ann");
        browser.Token = null;
        var hostile = new Hostile(13);
        var forms = await CrawlAsync(browser);
        forms.Keys.Count(k => k.StartsWith("POST ", StringComparison.Ordinal)).ShouldBeGreaterThan(25);
        forms.Keys.Count(k => k.StartsWith("GET ", StringComparison.Ordinal)).ShouldBeGreaterThan(10);
        foreach (var (kind, (path, fields)) in forms)
        {
            for (var n = 0; n < 12; n++)
            {
                var sent = fields.Select(f => f.Key.StartsWith("__", StringComparison.Ordinal) || (f.Value.Length > 0 && n % 3 > 0) ? f : KeyValuePair.Create(f.Key, hostile.Text())).ToList();
                var (status, text, response) = kind.StartsWith("POST ", StringComparison.Ordinal)
                    ? await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(sent))
                    : await browser.SendAsync(HttpMethod.Get, path + "?" + string.Join('&', sent.Select(f => Uri.EscapeDataString(f.Key) + "=" + Uri.EscapeDataString(f.Value))));
                status.ShouldBeLessThan(500, $"{kind} with {string.Join(", ", sent)}: {text}");
                response.Headers.Contains("X-Injected").ShouldBeFalse(kind);
                if (response.Content.Headers.ContentType?.MediaType == "text/html") text.ShouldNotContain("<script>alert(1)</script>", Case.Sensitive, kind);
                if (status is 302 or 303 && response.Headers.Location!.ToString().Contains("sign-in", StringComparison.Ordinal)) await browser.SignInAsync("ann");
                browser.Token = null;
            }
        }

        (await host.TrySendAsync(HttpMethod.Get, "/health/ready", null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task BytesThatAreNoRequest_OrHalfOfOne_HarmNobodyElse()
    {
        await using var host = await Host.StartAsync();
        var random = new Random(17);
        string[] starts =
        [
            "", "GET", "GET / HTTP/9.9\r\n\r\n", "GET /%zz%ff HTTP/1.1\r\nHost: a\r\n\r\n", "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
            "POST /v1/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", "POST /v1/check HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "GET / HTTP/1.1\r\n" + new string('a', 70_000) + ": b\r\n\r\n",
            "GET /" + new string('b', 20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u0016\u0003\u0001\u0002\0\u0001\0", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nCookie: " + new string(';', 4000) + "\r\n\r\n",
        ];
        for (var n = 0; n < 300; n++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
            var noise = new byte[random.Next(0, 300)];
            random.NextBytes(noise);
            await using var stream = socket.GetStream();
            try
            {
                await stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(starts[n % starts.Length].Replace("Host: a\r\n", $"Host: {host.Client.BaseAddress.Authority}\r\n", StringComparison.Ordinal)), .. n < starts.Length ? [] : noise]);
                if (n % 2 == 0) await Task.Delay(20); // else it ends before it is looked at
                socket.Client.Shutdown(SocketShutdown.Send);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                var answer = await reader.ReadToEndAsync();
                if (!answer.StartsWith("HTTP/1.1 505 ", StringComparison.Ordinal)) answer.ShouldNotStartWith("HTTP/1.1 5", Case.Sensitive, starts[n % starts.Length]);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // It may close at once on who talks like that.
            }
        }

        (await host.GetAsync("/health/ready"))["status"]!.GetValue<string>().ShouldBe("ready");
        (await host.PostEventsAsync([traffic.Lines[0]]))["accepted"]!.GetValue<int>().ShouldBe(1);
    }

    private static async Task<string?> IdAsync(Host host, string kind) => (await host.GetAsync("/v1/" + kind))["items"]![0]!["id"]!.GetValue<string>();

    // All forms, and all links with a query, of the pages that links lead to: by what makes them different, their address and their fields.
    private static async Task<Dictionary<string, (string Path, List<KeyValuePair<string, string>> Fields)>> CrawlAsync(Browser browser)
    {
        var (seen, ahead, forms) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(["/"]), new Dictionary<string, (string Path, List<KeyValuePair<string, string>> Fields)>(StringComparer.Ordinal));
        while (ahead.TryDequeue(out var address))
        {
            var (status, page, response) = await browser.SendAsync(HttpMethod.Get, address);
            if (status == 302 && !response.Headers.Location!.ToString().Contains("sign-in", StringComparison.Ordinal)) ahead.Enqueue(response.Headers.Location.ToString());
            else status.ShouldBe(200, address);
            if (response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            foreach (var to in Link().Matches(page).Select(m => System.Net.WebUtility.HtmlDecode(m.Groups[1].Value)).Where(to => !to.StartsWith("//", StringComparison.Ordinal)))
            {
                var (path, query) = (to.Split('?', '#')[0], to.Contains('?', StringComparison.Ordinal) ? to.Split('?', '#')[1].Split('&').Select(p => p.Split('=')[0]).Distinct().ToList() : []);
                var kind = string.Join('/', path.Split('/').Take(3).Select((part, n) => n == 2 && path.StartsWith("/incidents", StringComparison.Ordinal) ? "*" : part)) + "?" + string.Join('&', query);
                if (!seen.Add(kind)) continue;
                if (query.Count > 0) forms.TryAdd("GET " + kind, (path, [.. query.Select(q => KeyValuePair.Create(q, ""))]));
                if (!path.StartsWith("/v1/", StringComparison.Ordinal) && !path.StartsWith("/openapi", StringComparison.Ordinal) && seen.Count < 400) ahead.Enqueue(to.Split('#')[0]);
            }

            foreach (Match form in FormOf().Matches(page))
            {
                var (post, path) = (form.Groups[1].Value.Contains("post", StringComparison.OrdinalIgnoreCase), System.Net.WebUtility.HtmlDecode(Action().Match(form.Groups[1].Value).Groups[1].Value));
                if (path is "/sign-out" or "") continue;
                var fields = Field().Matches(form.Groups[2].Value).Select(f => KeyValuePair.Create(System.Net.WebUtility.HtmlDecode(f.Groups[1].Value), System.Net.WebUtility.HtmlDecode(Value().Match(f.Value).Groups[1].Value))).ToList();
                forms.TryAdd($"{(post ? "POST" : "GET")} {path} {string.Join(' ', fields.Select(f => f.Key + (f.Key == "do" ? f.Value : "")))}", (path, fields));
            }
        }

        return forms;
    }

    // Streams go on for ever: what they answer with is enough.
    private static async Task<(int Status, string Text, string? Media)> SendAsync(Host host, HttpMethod method, string path, byte[]? body, string type, string key)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = response.IsSuccessStatusCode && path.Contains("/stream", StringComparison.Ordinal) ? "" : await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text, response.Content.Headers.ContentType?.MediaType);
    }

    private static string Shown(byte[]? body) => body is null ? "nothing" : Encoding.Latin1.GetString(body, 0, Math.Min(300, body.Length));

    [GeneratedRegex("\\{[A-Za-z]+\\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("href=\"(/[^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<form\\b([^>]*)>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex FormOf();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<(?:input|select|textarea|button)\\b[^>]*?name=\"([^\"]+)\"[^>]*>")]
    private static partial Regex Field();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
