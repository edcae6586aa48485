using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tidegate.Output;

namespace Tidegate.SmppTools;

/// <summary>`tidegate smpp capture`: has a running service capture an account's sessions, and prints what it captured.</summary>
internal static class CaptureVerb
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly Argument<string> Account = new("ACCOUNT") { Description = "The system_id whose binds are captured" };
    private static readonly Option<string> Url = new("--url") { Description = "Address of the service", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
    private static readonly Option<string?> KeyFile = new("--key-file") { Description = "File with a key of the role admin; without it the environment's TIDEGATE_KEY", HelpName = "FILE" };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "For how long, 1 to 600", HelpName = "N", DefaultValueFactory = _ => 60 };
    private static readonly Option<int> Bytes = new("--bytes") { Description = "How much at most, 1000 to 4000000", HelpName = "N", DefaultValueFactory = _ => 1_000_000 };
    private static readonly Option<string> Reason = new("--reason") { Description = "What for, as the audit log has it", HelpName = "TEXT", DefaultValueFactory = _ => "" };

    public static Command Build()
    {
        var verb = new Command("capture", "Captures what goes over an account's binds as hex, for support: numbers, texts and passwords are masked before it is kept. Prints a line for each PDU when it is over; Ctrl-C ends it early.")
        {
            Account, Url, KeyFile, Seconds, Bytes, Reason,
        };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (!Uri.TryCreate(parsed.GetRequiredValue(Url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) throw new UserErrorException($"--url '{parsed.GetRequiredValue(Url)}': expected the address of the service");
        using var client = new HttpClient { BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/") };
        var key = parsed.GetValue(KeyFile) is { } keyFile ? (await File.ReadAllTextAsync(keyFile, cancel)).Trim() : Environment.GetEnvironmentVariable("TIDEGATE_KEY");
        if (!string.IsNullOrEmpty(key)) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            return await CaptureAsync(client, parsed, cancel);
        }
        catch (HttpRequestException error)
        {
            throw new UserErrorException($"--url: no answer from {url}: {error.Message}", error);
        }
    }

    private static async Task<int> CaptureAsync(HttpClient client, ParseResult parsed, CancellationToken cancel)
    {
        var form = new { account = parsed.GetRequiredValue(Account), seconds = parsed.GetRequiredValue(Seconds), bytes = parsed.GetRequiredValue(Bytes), reason = parsed.GetRequiredValue(Reason) };
        using var content = JsonContent.Create(form);
        var begun = await AskAsync(client, new HttpRequestMessage(HttpMethod.Post, "v1/smpp/captures") { Content = content });
        var id = begun.GetProperty("id").GetString();
        while (!cancel.IsCancellationRequested && await IsRunningAsync(client, id)) await Task.Delay(Poll, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var capture = await AskAsync(client, new HttpRequestMessage(HttpMethod.Get, "v1/smpp/captures/" + id));
        foreach (var line in capture.GetProperty("lines").EnumerateArray()) Console.WriteLine(line.GetString());
        Errors.Say($"{capture.GetProperty("pdus")} PDUs, {capture.GetProperty("bytes")} bytes; ended by {(cancel.IsCancellationRequested ? "Ctrl-C" : capture.GetProperty("state").GetString())}");
        using var forgotten = await client.DeleteAsync("v1/smpp/captures/" + id, CancellationToken.None);
        return ExitStatus.NothingFound;
    }

    private static async Task<bool> IsRunningAsync(HttpClient client, string? id)
    {
        var all = await AskAsync(client, new HttpRequestMessage(HttpMethod.Get, "v1/smpp/captures"));
        return all.EnumerateArray().Any(c => c.GetProperty("id").GetString() == id && c.GetProperty("state").GetString() == "running");
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, HttpRequestMessage request)
    {
        using var asked = request;
        using var response = await client.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
        JsonElement answer;
        try
        {
            answer = JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"the service answered {(int)response.StatusCode}, and not as Tidegate does; expected its address as --url", error);
        }

        if (response.IsSuccessStatusCode) return answer;
        throw new UserErrorException($"the service answered {(int)response.StatusCode}: {(answer.TryGetProperty("detail", out var detail) || answer.TryGetProperty("title", out detail) ? detail.GetString() : text)}");
    }
}
