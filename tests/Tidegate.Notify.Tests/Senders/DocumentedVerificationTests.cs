using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Notify.Senders.Webhooks;
using Xunit;

namespace Tidegate.Notify.Tests.Senders;

/// <summary>The verification that docs/notifications.md shows, run against messages as they are sent.</summary>
public sealed partial class DocumentedVerificationTests
{
    [SmtpFact] // needs Python, which comes with it
    public async Task Verify_AsDocumented_TakesOursAndNothingElse()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var settings = Bench.Webhooks(("hook", receiver.Url));
        var next = WebhookSecret.Create();
        using var bench = new Bench(settings with { Channels = [settings.Channels[0] with { Secrets = [next, Bench.Secret] }] });
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        var request = receiver.Requests.Single();
        var headers = request.Headers.Where(h => h.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value);
        var script = $"""
            {Snippet().Match(File.ReadAllText(Path.Combine(Root(), "docs", "notifications.md"))).Groups[1].Value}
            headers, body, at = {JsonSerializer.Serialize(headers)}, bytes.fromhex("{Convert.ToHexString(request.Body)}"), {Samples.Now.ToUnixTimeSeconds()}
            print(verify(headers, body, "{Bench.Secret}", at), verify(headers, body, "{next}", at), verify(headers, body, "{WebhookSecret.Create()}", at),
                  verify(headers, body + b" ", "{Bench.Secret}", at), verify(headers, body, "{Bench.Secret}", at + 301))
            """;
        using var python = Process.Start(new ProcessStartInfo(SmtpServer.Python, ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        (await python.StandardOutput.ReadToEndAsync()).Trim().ShouldBe("True True False False False");
    }

    [Fact]
    public void Payload_AsDocumented_IsWhatIsSent()
    {
        var file = Path.Combine(Root(), "docs", "notifications.md");
        var page = File.ReadAllText(file);
        var sent = JsonSerializer.Serialize(JsonDocument.Parse(WebhookSender.Body(Samples.Notice(customer: "acme"))).RootElement, Indented);
        // TIDEGATE_WRITE_DOCS=1 writes the example anew.
        if (Environment.GetEnvironmentVariable("TIDEGATE_WRITE_DOCS") == "1")
            File.WriteAllText(file, page = JsonBlock().Replace(page, _ => $"```json\n{sent}\n```", 1));
        JsonBlock().Match(page).Groups[1].Value.Trim().ShouldBe(sent);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tidegate.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Tidegate.slnx not found above " + AppContext.BaseDirectory);
    }

    [GeneratedRegex(@"```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
