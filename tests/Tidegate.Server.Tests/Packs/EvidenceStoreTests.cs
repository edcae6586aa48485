using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tidegate.Server.Packs;
using Tidegate.Server.Privacy;
using Tidegate.Server.Tests.Privacy;
using Tidegate.Storage.Live;
using Xunit;

namespace Tidegate.Server.Tests.Packs;

/// <summary>Whole numbers of incidents, kept for customers that want it, sealed, for those alone who may have them.</summary>
[Collection("attacked traffic")]
public sealed class EvidenceStoreTests(AttackedTraffic traffic)
{
    private const string Wanted = $"evidence: {{ customers: [{AttackedTraffic.Victim}] }}\nretention: {{ evidence: 30d, every: 1d }}";
    private static readonly DateTimeOffset Begin = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task MessagesOfIncidents_OutliveTheJournal_WholeForAdminsAlone_AndTheAuditLogTellsWhoHadThem()
    {
        var time = new MovedTime(Begin);
        await using var host = await Host.StartAsync(Wanted, time: time);
        await host.PostEventsAsync(traffic.Lines);
        var id = (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().Where(i => i!["scope"]!["customers"]!.AsArray() is [var only] && only!.GetValue<string>() == AttackedTraffic.Victim).MaxBy(i => i!["messages"]!.GetValue<long>())!["id"]!.GetValue<string>();
        (await host.Service<EvidenceKeeper>().RunAsync(default)).ShouldBe(0, "it is not a day old");
        var fromJournal = await RowsAsync(host, id);

        time.Move(TimeSpan.FromDays(2));
        (await host.Service<EvidenceKeeper>().RunAsync(default)).ShouldBeGreaterThan(fromJournal.Count - 1);
        (await host.Service<EvidenceKeeper>().RunAsync(default)).ShouldBe(0, "each entry is looked at once");
        (await RowsAsync(host, id)).Except(fromJournal).Concat(fromJournal.Except(await RowsAsync(host, id))).Take(3).ShouldBeEmpty("what is in both is listed once");
        await host.SnapshotAsync();
        await host.RestartAsync(() => ForgetEventsAsync(Path.Combine(host.Folder, "data", "journal.db")));

        var rows = await RowsAsync(host, id);
        rows.Except(fromJournal).Concat(fromJournal.Except(rows)).Take(3).ShouldBeEmpty();
        rows.Count.ShouldBe(fromJournal.Count);
        rows.ShouldAllBe(r => traffic.Lines.Any(l => l.Contains($"+{r.Split(',')[2]}\"", StringComparison.Ordinal) && l.Contains($"\"{IdOf(r)}\"", StringComparison.Ordinal)), "the message's own id and number");
        foreach (var file in Directory.GetFiles(Path.Combine(host.Folder, "data"), "evidence.db*"))
        {
            var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            rows.ShouldAllBe(r => !bytes.Contains(r.Split(',')[2], StringComparison.Ordinal) && !bytes.Contains(IdOf(r), StringComparison.Ordinal));
        }

        (await host.GetAsync("/v1/audit?subject=" + id))[0]!["after"]!["full_numbers"]!.GetValue<bool>().ShouldBeTrue();
        var admin = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "a", role = "admin" }, 201))["key"]!.GetValue<string>();
        var analyst = (await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "b", role = "analyst" }, 201, key: admin))["key"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Get, $"/v1/incidents/{id}/evidence?numbers=full", null, 403, key: analyst);
        using var pseudonyms = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/v1/incidents/{id}/evidence") { Headers = { { "Authorization", "Bearer " + analyst } } });
        using var zip = new ZipArchive(await pseudonyms.Content.ReadAsStreamAsync());
        using var list = new StreamReader(zip.GetEntry("messages.csv")!.Open());
        (await list.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).ShouldAllBe(r => r.EndsWith(','), "ids are with whole numbers alone");
    }

    [Fact]
    public async Task WhatIsOld_IsDeleted_AndTheLogProvesIt()
    {
        var time = new MovedTime(Begin);
        await using var host = await Host.StartAsync(Wanted, time: time);
        await host.PostEventsAsync(traffic.Lines);
        time.Move(TimeSpan.FromDays(2));
        var kept = await host.Service<EvidenceKeeper>().RunAsync(default);
        await host.Service<RetentionJob>().RunAsync();
        host.Service<EvidenceStore>().Count.ShouldBe(kept);
        time.Move(TimeSpan.FromDays(40));
        await host.Service<RetentionJob>().RunAsync();
        host.Service<EvidenceStore>().Count.ShouldBe(0);
        (await host.GetAsync("/v1/retention"))["deletions"]!.AsArray().Single(d => d!["kind"]!.GetValue<string>() == "evidence")!["count"]!.GetValue<int>().ShouldBe(kept);
    }

    [Fact]
    public async Task WithoutIt_NothingIsKept_AndNobodyHasWholeNumbers()
    {
        await using var host = await Host.StartAsync("evidence: { customers: [another] }");
        await host.PostEventsAsync(traffic.UntilAttack);
        var id = (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Get, $"/v1/incidents/{id}/evidence?numbers=full", null, 403);
        await host.RestartAsync(() => File.WriteAllTextAsync(Path.Combine(host.Folder, "tidegate.yaml"), "evidence: { customers: [\"*\"], after: 1s }"));
        for (var i = 0; i < 1200 && host.Service<EvidenceStore>().Count == 0; i++) await Task.Delay(50);
        await RowsAsync(host, id);
    }

    [Fact]
    public void WhatWasChanged_IsFound_AndAnotherKeyOpensNothing()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("tidegate-evidence-").FullName, "evidence.db");
        var key = RandomNumberGenerator.GetBytes(EvidenceStore.KeyBytes);
        using (var store = new EvidenceStore(path, key, TimeSpan.FromSeconds(5)))
        {
            store.Add(7, [new KeptEvents("acme", 1000, 2000, 2, [1, 2, 3], [42])], followedSince: 0);
            store.Read(1500, 1600).ShouldHaveSingleItem().ShouldBe([1, 2, 3]);
            store.Read(2001, 3000).ShouldBeEmpty();
            (store.Position, store.Count, store.Oldest()).ShouldBe((7, 2, 1000));
            store.Followed().ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create(42UL, "acme"));
            store.Add(8, [], followedSince: 2001);
            store.Followed().ShouldBeEmpty();
        }

        using (var other = new EvidenceStore(path, RandomNumberGenerator.GetBytes(EvidenceStore.KeyBytes), TimeSpan.FromSeconds(5)))
            Should.Throw<CryptographicException>(() => other.Read(0, long.MaxValue));
        using (var file = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            file.Open();
            SqliteFile.Execute(file, "UPDATE kept SET customer = 'another'");
        }

        using (var store = new EvidenceStore(path, key, TimeSpan.FromSeconds(5)))
        {
            Should.Throw<CryptographicException>(() => store.Read(0, long.MaxValue));
            store.DeleteBefore(2001).ShouldBe(2);
            store.Read(0, long.MaxValue).ShouldBeEmpty();
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static string IdOf(string row) => row[(row.LastIndexOf(',') + 1)..];

    private static async Task ForgetEventsAsync(string journal)
    {
        await using var file = new SqliteConnection($"Data Source={journal};Pooling=False");
        await file.OpenAsync();
        SqliteFile.Execute(file, "DELETE FROM journal WHERE kind = 1; DELETE FROM past; INSERT INTO past SELECT 1000000");
    }

    // Rows of the message list, each with the whole number third.
    private static async Task<List<string>> RowsAsync(Host host, string id)
    {
        using var answer = await host.Client.GetAsync($"/v1/incidents/{id}/evidence?numbers=full");
        ((int)answer.StatusCode).ShouldBe(200, await answer.Content.ReadAsStringAsync());
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        using var text = new StreamReader(zip.GetEntry("messages.csv")!.Open());
        var rows = (await text.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        rows.ShouldNotBeEmpty();
        return rows;
    }
}
