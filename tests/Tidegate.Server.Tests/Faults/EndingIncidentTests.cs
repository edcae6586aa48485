using Shouldly;
using Tidegate.Server.Engine;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

/// <summary>An incident that has ended is there also while it cannot be written down.</summary>
[Collection("attacked traffic")]
public sealed class EndingIncidentTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task EndedIncidents_AreListedAndFound_WhileCasesAreLocked()
    {
        await using var host = await Host.StartAsync();
        (await EndedAsync(host)).ShouldBeEmpty();
        string[] ended;
        using (await LockedTests.LockAsync(host, "cases.db"))
        {
            await host.PostEventsAsync(traffic.Lines);
            ended = await EndedAsync(host);
            ended.ShouldNotBeEmpty();
            host.Engine.Book.Each(Book.Incident).ShouldBeEmpty("nothing can be written down");
            foreach (var id in ended) (await host.GetAsync("/v1/incidents/" + id))["id"]!.GetValue<string>().ShouldBe(id);
        }

        (await EndedAsync(host)).ShouldBe(ended, ignoreOrder: true);
    }

    private static async Task<string[]> EndedAsync(Host host) =>
        [.. (await host.GetAsync("/v1/incidents?state=closed"))["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>())];
}
