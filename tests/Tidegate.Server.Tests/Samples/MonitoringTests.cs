using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Samples;

/// <summary>The dashboard and the alert rules ask for what the service really serves.</summary>
[Collection("attacked traffic")]
public sealed partial class MonitoringTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Samples_NameOnlyMetricsAndLabelsThatAreServed()
    {
        // A process of its own: within one process all services hear of each other's meters.
        var folder = Directory.CreateTempSubdirectory("tidegate-monitoring-").FullName;
        var config = Path.Combine(folder, "tidegate.yaml");
        // A channel that nobody answers, so that an attempt to notify is counted too.
        await File.WriteAllTextAsync(config, "notifications: {outbound: {allow_inside: ['127.0.0.1:9'], allow_http: true}, channels: [{name: a, kind: slack, url: 'http://127.0.0.1:9/x'}]}");
        using var child = Child.Serve(Path.Combine(folder, "data"), "--config", config);
        using var client = new HttpClient { BaseAddress = await child.AddressAsync() };
        ((int)(await client.PostAsync("/v1/events", Host.Ndjson(traffic.UntilAttack))).StatusCode).ShouldBe(202);
        ((int)(await client.PostAsJsonAsync("/v1/check", new { customer = AttackedTraffic.Victim, destination = AttackedTraffic.FreshNumber })).StatusCode).ShouldBe(200);
        var served = "";
        for (var i = 0; i < 300 && !served.Contains("tidegate_notify_attempts_total{", StringComparison.Ordinal); i++)
        {
            await Task.Delay(100);
            served = await client.GetStringAsync("/metrics");
        }

        child.Kill();
        Directory.Delete(folder, recursive: true);

        foreach (var sample in new[] { "grafana/tidegate.json", "prometheus/tidegate-alerts.yaml" })
        {
            var text = File.ReadAllText(Path.Combine(Repository(), "samples", sample));
            var named = Metric().Matches(text).Select(m => m.Value).Distinct().ToList();
            named.Count.ShouldBeGreaterThan(8);
            foreach (var name in named) Regex.IsMatch(served, $"^{name}[{{ ]", RegexOptions.Multiline).ShouldBeTrue($"{sample} asks for {name}, which is not served:\n{served}");
        }

        foreach (var label in new[] { "verdict=\"block\"", "failure=\"table_stale\"", "channel_kind=\"slack\"", "http_route=\"/v1/check\"", "http_response_status_code=\"200\"" })
            served.ShouldContain(label);
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository(), "samples", "grafana", "tidegate.json")))!["panels"]!.AsArray().Count.ShouldBeGreaterThan(10);
    }

    internal static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tidegate.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"\b(tidegate_[a-z_]+|http_server_[a-z_]+|dotnet_[a-z_]+)\b")]
    private static partial Regex Metric();
}
