using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Tidegate.Output;

namespace Tidegate.Sharing;

/// <summary>`tidegate ranges import`: gives a list of others to a running service.</summary>
internal static class RangesImport
{
    private static readonly Argument<string> File = new("FILE") { Description = "The list: CSV, STIX 2.1 or MISP; '-' reads standard input" };
    private static readonly Option<string> Url = new("--url") { Description = "Address of the service", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
    private static readonly Option<string?> KeyFile = new("--key-file") { Description = "File with a key of the role analyst or admin; without it the environment's TIDEGATE_KEY", HelpName = "FILE" };
    private static readonly Option<string?> Source = new("--source") { Description = "Who says so, whatever the list says", HelpName = "NAME" };
    private static readonly Option<int> Days = new("--days") { Description = "Expires so many days after a range was seen last, where the list does not say", HelpName = "N", DefaultValueFactory = _ => 90 };
    private static readonly Option<int> Confidence = new("--confidence") { Description = "0 to 100, where the list does not say", HelpName = "N", DefaultValueFactory = _ => 50 };

    public static Command Build()
    {
        var import = new Command("import", "Gives attacked ranges and high-risk numbers of others to a running service: alerts there weigh more, less and less as time passes; they block nothing by themselves.")
        {
            File, Url, KeyFile, Source, Days, Confidence,
        };
        import.SetAction(RunAsync);
        return import;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (!Uri.TryCreate(parsed.GetRequiredValue(Url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) throw new UserErrorException($"--url '{parsed.GetRequiredValue(Url)}': expected the address of the service");
        var query = string.Create(CultureInfo.InvariantCulture, $"v1/ranges?days={parsed.GetValue(Days)}&confidence={parsed.GetValue(Confidence)}");
        if (parsed.GetValue(Source) is { Length: > 0 } source) query += "&source=" + Uri.EscapeDataString(source);
        using var client = new HttpClient { BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/") };
        using var request = new HttpRequestMessage(HttpMethod.Post, query) { Content = new ByteArrayContent(await ContentAsync(parsed.GetRequiredValue(File), cancel)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var key = parsed.GetValue(KeyFile) is { } keyFile ? (await System.IO.File.ReadAllTextAsync(keyFile, cancel)).Trim() : Environment.GetEnvironmentVariable("TIDEGATE_KEY");
        if (!string.IsNullOrEmpty(key)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            using var response = await client.SendAsync(request, cancel);
            return Tell((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
        catch (HttpRequestException error)
        {
            throw new UserErrorException($"--url: no answer from {url}: {error.Message}", error);
        }
    }

    private static int Tell(int status, string text)
    {
        JsonElement answer;
        try
        {
            answer = JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"the service answered {status}, and not as Tidegate does; expected its address as --url", error);
        }

        if (status != 200) throw new UserErrorException($"the service answered {status}: {(answer.TryGetProperty("detail", out var detail) || answer.TryGetProperty("title", out detail) ? detail.GetString() : text)}");
        Console.WriteLine($"{answer.GetProperty("taken")} ranges taken over as {answer.GetProperty("format").GetString()}; {answer.GetProperty("expired")} had expired, {answer.GetProperty("rejected_count")} could not be taken");
        foreach (var bad in answer.GetProperty("rejected").EnumerateArray()) Errors.Say($"{bad.GetProperty("where").GetString()}: {bad.GetProperty("reason").GetString()}");
        return ExitStatus.NothingFound;
    }

    private static async Task<byte[]> ContentAsync(string path, CancellationToken cancel)
    {
        if (path != "-") return System.IO.File.Exists(path) ? await System.IO.File.ReadAllBytesAsync(path, cancel) : throw new UserErrorException($"cannot read '{path}': no such file");
        using var content = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(content, cancel);
        return content.ToArray();
    }
}
