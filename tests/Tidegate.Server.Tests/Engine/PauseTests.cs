using System.Globalization;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Engine;

/// <summary>The first messages after a pause of more than a day, which are held until it is known that it was one.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task NumbersOfThem_AreSparedByBlocks_AsThoseThatCameLater()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        var after = DateTimeOffset.UtcNow.AddHours(-1);
        await host.PostEventsAsync([Submit(0, after.AddDays(-3))]);
        for (var i = 1; i <= 21; i++) await host.PostEventsAsync([Submit(i, after.AddSeconds(i))]); // a batch each
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { customers = new[] { "acme" }, except_known_before = after.AddMinutes(1).ToString("O") }, reason = "attack" }, 201);
        for (var i = 0; i <= 22; i++)
            (await host.CheckAsync("acme", Number(i)))["verdict"]!.GetValue<string>().ShouldBe(i <= 21 ? "allow" : "block", $"number {i}");
    }

    private static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"+39061234{1000 + i}");

    private static string Submit(int i, DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"type":"submit","message_id":"p{{i}}","time":"{{time:O}}","customer":"acme","destination":"{{Number(i)}}"}""");
}
