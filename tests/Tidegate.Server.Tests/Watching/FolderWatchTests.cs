using Shouldly;
using Tidegate.Server.Settings;
using Tidegate.Server.Watching;
using Xunit;

namespace Tidegate.Server.Tests.Watching;

[Collection("attacked traffic")]
public sealed class FolderWatchTests(AttackedTraffic traffic) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-watch-").FullName;

    private string Config => $"watch: {{folder: '{_folder}', settle: 0s}}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task File_ThatHasSettled_IsTakenAndItsAttackIsFound()
    {
        await using var host = await Host.StartAsync(Config);
        Put("monday.ndjson", traffic.UntilAttack);
        await UntilMovedAsync("done/monday.ndjson");
        File.ReadAllText(In("done/monday.ndjson.reason.txt")).ShouldContain($"{traffic.UntilAttack.Count:#,0} events taken, 0 were there already");
        (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().Count.ShouldBe(1);
        host.Service<FolderWatch>().Taken.ShouldBe(1);
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task File_NewestFirst_IsTakenFromItsEndAndItsAttackIsFound()
    {
        await using var host = await Host.StartAsync(Config);
        Put("monday.ndjson", traffic.UntilAttack.Reverse());
        await UntilMovedAsync("done/monday.ndjson");
        File.ReadAllText(In("done/monday.ndjson.reason.txt")).ShouldContain(" 0 too late for detection");
        (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task File_OfTheSameContent_IsNotTakenAgain_AlsoAfterARestart()
    {
        await using var host = await Host.StartAsync(Config);
        var lines = traffic.UntilAttack.Take(500).ToList();
        Put("a.ndjson", lines);
        await UntilMovedAsync("done/a.ndjson");
        await host.RestartAsync();
        Put("b.ndjson", lines);
        await UntilMovedAsync("failed/b.ndjson");
        File.ReadAllText(In("failed/b.ndjson.reason.txt")).ShouldContain("taken as 'a.ndjson'");

        // As a crash between the note in the journal and the move leaves it.
        Put("a.ndjson", lines);
        await UntilMovedAsync("done/a.2.ndjson");
        host.Engine.Health().Events.ShouldBe(0);
    }

    [Theory]
    [InlineData("nonsense.csv", "just some text\nwithout any traffic\n", "line 1")]
    [InlineData("bad.ndjson", """{"type":"submit","time":"2026-03-02T00:00:08.996Z","message_id":"m1","customer":"acme","destination":"+39339123456789012"}""", "destination")]
    public async Task File_WithNothingUsable_GoesToFailedWithTheReason(string name, string content, string reason)
    {
        await using var host = await Host.StartAsync(Config);
        File.WriteAllText(In(name), content);
        await UntilMovedAsync("failed/" + name);
        var told = File.ReadAllText(In($"failed/{name}.reason.txt"));
        told.ShouldContain(reason);
        told.ShouldNotContain("39339123456789012");
        host.Engine.Health().Events.ShouldBe(0);
    }

    [Fact]
    public void File_ThatGrowsOrIsNamedAsUnfinished_IsLeftAlone()
    {
        var watched = new WatchOptions { Folder = _folder, Settle = TimeSpan.FromSeconds(10) };
        var time = new StillClock();
        var files = new SettledFiles(watched.Folder, watched.Settle, time);
        File.WriteAllText(In("growing.csv"), "1");
        File.WriteAllText(In("still.csv"), "1");
        File.WriteAllText(In("upload.csv.part"), "1");
        File.WriteAllText(In(".hidden"), "1");
        files.Look().ShouldBeEmpty();
        time.Pass(9);
        File.AppendAllText(In("growing.csv"), "2");
        files.Look().ShouldBeEmpty();
        time.Pass(2);
        files.Look().Select(f => Path.GetFileName(f.Path)).ShouldBe(["still.csv"]);
        time.Pass(9);
        files.Look().Select(f => Path.GetFileName(f.Path)).Order().ShouldBe(["growing.csv", "still.csv"]);
    }

    [Fact]
    public async Task Killed_WhileAFileIsTaken_TakesItOnceInAll()
    {
        var data = Directory.CreateTempSubdirectory("tidegate-watch-data-").FullName;
        var config = Path.Combine(data, "tidegate.yaml");
        File.WriteAllText(config, Config);
        using (var client = new HttpClient())
        using (var child = Child.Serve(Path.Combine(data, "data"), "--config", config))
        {
            // What a crash leaves of a file half taken: some of its events, and no note of it.
            using var half = Host.Ndjson(traffic.Lines.Take(traffic.Lines.Count / 2));
            (await client.PostAsync(new Uri(await child.AddressAsync(), "/v1/events"), half)).EnsureSuccessStatusCode();
            child.Kill();
        }

        Put("days.ndjson", traffic.Lines);
        for (var round = 0; !File.Exists(In("done/days.ndjson")) && round < 100; round++)
        {
            using var child = Child.Serve(Path.Combine(data, "data"), "--config", config);
            await child.AddressAsync();
            for (var wait = 0; wait < 90 + (round * 15) && !File.Exists(In("done/days.ndjson")); wait++) await Task.Delay(10);
            child.Kill();
        }

        await using var watched = await Host.StartAsync(folder: data);
        await using var posted = await Host.StartAsync();
        await posted.PostEventsAsync(traffic.Lines);
        (await IncidentsAsync(watched)).ShouldBe(await IncidentsAsync(posted));
        (await watched.PostEventsAsync(traffic.Lines))["duplicates"]!.GetValue<int>().ShouldBe(traffic.Lines.Count);
    }

    [Theory]
    [InlineData("watch: {folder: /nowhere/at/all}", "watch.folder: '/nowhere/at/all'")]
    [InlineData("watch: {folder: /tmp, format: morse}", "watch.format: 'morse'")]
    [InlineData("watch: {time_zone: Mars/Olympus}", "watch.time_zone: 'Mars/Olympus'")]
    [InlineData("watch: {default_country: x39}", "watch.default_country: 'x39'")]
    [InlineData("watch: {default_country: '999'}", "watch.default_country: '999'")]
    public async Task Start_BadSettings_NamesTheKey(string config, string expected) =>
        (await Should.ThrowAsync<ConfigException>(() => Host.StartAsync(config))).Message.ShouldContain(expected);

    private static async Task<string> IncidentsAsync(Host host) => (await host.GetAsync("/v1/incidents"))["items"]!.ToJsonString();

    private string In(string name) => Path.Combine(_folder, name);

    private void Put(string name, IEnumerable<string> lines) => File.WriteAllText(In(name), string.Join('\n', lines) + "\n");

    private async Task UntilMovedAsync(string name)
    {
        for (var i = 0; i < 600 && !File.Exists(In(name)); i++) await Task.Delay(100);
        File.Exists(In(name)).ShouldBeTrue($"'{name}' is not there; there are {string.Join(", ", Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))}");
    }

    private sealed class StillClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public void Pass(int seconds) => _now += seconds;

        public override long GetTimestamp() => _now;
    }
}
