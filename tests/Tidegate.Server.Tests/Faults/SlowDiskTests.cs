using Microsoft.Data.Sqlite;
using Shouldly;
using Tidegate.Server.Tests.Engine;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

[Collection("attacked traffic")]
public sealed class SlowDiskTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Journal_ThatTakesAFifthOfASecondForEachCommit_DelaysAnswersAndNothingElse()
    {
        await using var undisturbed = await Host.StartAsync("mode: enforce");
        await undisturbed.PostEventsAsync(traffic.Lines);
        await using var host = await Host.StartAsync("mode: enforce");
        using var end = new CancellationTokenSource();
        var slow = Task.Run(() => Slow(host, "journal.db", end.Token));
        var alsoSlow = Task.Run(() => Slow(host, "cases.db", end.Token));
        var before = host.Engine.Health().Commits;
        foreach (var chunk in traffic.Lines.Chunk(600))
        {
            await host.PostEventsAsync(chunk);
            (await host.CheckAsync("other", AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
            (await host.TrySendAsync(HttpMethod.Get, "/health/live", null)).Status.ShouldBe(200);
        }

        await end.CancelAsync();
        await Task.WhenAll(slow, alsoSlow);
        host.Engine.Health().Commits.ShouldBeGreaterThan(before);
        var expected = await RestartTests.Told(undisturbed.Client);
        for (var tries = 0; tries < 30 && await RestartTests.Told(host.Client) != expected; tries++) await Task.Delay(500);
        (await RestartTests.Told(host.Client)).ShouldBe(expected);
    }

    // Another writer holds the file nearly all the time: each commit waits for it, as for a disk that is slow to flush.
    private static async Task Slow(Host host, string file, CancellationToken end)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "data", file)};Pooling=False");
        await connection.OpenAsync(CancellationToken.None);
        while (!end.IsCancellationRequested)
        {
            await RunAsync("BEGIN IMMEDIATE");
            await Task.Delay(200, CancellationToken.None);
            await RunAsync("ROLLBACK");
            await Task.Delay(20, CancellationToken.None);
        }

        async Task RunAsync(string sql)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the two above
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
