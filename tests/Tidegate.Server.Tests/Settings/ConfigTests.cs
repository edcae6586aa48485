using Shouldly;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;
using Xunit;

namespace Tidegate.Server.Tests.Settings;

public sealed class ConfigTests
{
    [Theory]
    [InlineData("mode: shout", "mode", "shout", "monitor, enforce")]
    [InlineData("ingest: { max_line_bytes: lots }", "ingest.max_line_bytes", "lots", "a whole number from 1024")]
    [InlineData("{\"snapshots\":{\"every\":\"5\"}}", "snapshots.every", "5", "a length of time")]
    [InlineData("failure_policies: { overload: maybe }", "failure_policies.overload", "maybe", "allow, block")]
    [InlineData("inggest: { queue_events: 5 }", "inggest.queue_events", "5", "ingest.queue_events")]
    [InlineData("schedules: [{ name: daily, report: weather }]", "schedules[0000].report", "weather", "noc, customer or supplier")]
    [InlineData("schedules: [{ name: daily, report: noc, channel: nobody }]", "schedules[0000].channel", "nobody", "the name of a channel")]
    [InlineData("schedules: [{ name: daily, report: noc }]", "schedules[0000].channel", "missing", "a channel of operators")]
    [InlineData("schedules: [{ name: weekly, report: customer, at: \"25:00\" }]", "schedules[0000].at", "25:00", "06:00")]
    [InlineData("schedules: [{ name: weekly, report: customer, day: 31 }]", "schedules[0000].day", "31", "from 1 to 28")]
    [InlineData("schedules: [{ name: weekly, report: customer, hour: 6 }]", "schedules[0000].hour", "6", "schedules[0000].at")]
    [InlineData("schedules: [{ name: a, report: customer }, { name: a, report: customer }]", "schedules[0001].name", "a", "another name")]
    [InlineData("urls: nowhere", "urls", "nowhere", "http://127.0.0.1:5080")]
    public void Bad_IsToldWithPathValueAndExpectation(string text, string path, string value, string expected)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            var error = Should.Throw<ConfigException>(() => ServeConfig.Read(file, new Dictionary<string, string>())).Message;
            error.ShouldContain(path);
            error.ShouldContain(value);
            error.ShouldContain(expected);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Environment_OverridesTheFile_AndIsCheckedToo()
    {
        ServeConfig.Read(null, new Dictionary<string, string> { ["TIDEGATE__MODE"] = "enforce", ["TIDEGATE__INGEST__QUEUE_EVENTS"] = "5000" }).Mode.ShouldBe(RunMode.Enforce);
        Should.Throw<ConfigException>(() => ServeConfig.Read(null, new Dictionary<string, string> { ["TIDEGATE__MODE"] = "x" })).Message.ShouldContain("TIDEGATE__MODE");
    }

    [Fact]
    public async Task Reload_BadKeepsTheLastGood_AndSaysSo_GoodIsTakenOver()
    {
        await using var host = await Host.StartAsync("mode: monitor");
        var file = Path.Combine(host.Folder, "tidegate.yaml");
        var reload = host.Service<ConfigReload>();
        await File.WriteAllTextAsync(file, "mode: shout");
        (await reload.ReloadAsync()).ShouldBeFalse();
        host.Engine.Mode.ShouldBe(RunMode.Monitor);
        (await host.GetAsync("/health/ready"))["checks"]!["configuration"]!.GetValue<string>().ShouldContain("shout");
        await File.WriteAllTextAsync(file, "mode: enforce");
        (await reload.ReloadAsync()).ShouldBeTrue();
        host.Engine.Mode.ShouldBe(RunMode.Enforce);
    }

    [Fact]
    public void Serve_BadConfiguration_EndsWithTwoAndThePath()
    {
        var (status, _, error) = Child.Run(new Dictionary<string, string> { ["TIDEGATE__CHECK__MAX_CONCURRENT"] = "-1" }, "serve");
        status.ShouldBe(2);
        error.ShouldContain("check.max_concurrent");
    }
}
