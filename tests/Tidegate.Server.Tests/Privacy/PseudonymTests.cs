using System.Text.Json.Nodes;
using CsCheck;
using Shouldly;
using Tidegate.Server.Privacy;
using Xunit;

namespace Tidegate.Server.Tests.Privacy;

public sealed class PseudonymTests
{
    private const string Number = "393391234567";
    private static readonly DateTimeOffset Begin = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task SameNumber_HasOnePseudonym_AmongOneTenantAlone_UntilTheKeyIsRotated()
    {
        var time = new MovedTime(Begin);
        await using var host = await Host.StartAsync("retention: { pseudonym_keys: 30d }", time: time);
        var pseudonyms = host.Service<Pseudonyms>();
        var first = pseudonyms.Of("shop", Number);
        pseudonyms.Of("shop", Number).ShouldBe(first);
        pseudonyms.Of("bank", Number).ShouldNotBe(first);
        pseudonyms.Of("shop", "393391234568").ShouldNotBe(first);
        first.Length.ShouldBe("num_".Length + 8 + 1 + 32);
        await host.RestartAsync();
        host.Service<Pseudonyms>().Of("shop", Number).ShouldBe(first);
        await host.SendAsync(HttpMethod.Put, "/v1/mode", new { mode = "enforce", reason = $"asked for by {first}" }, 200); // else the retention job, which the next line starts, may destroy its key
        time.Move(TimeSpan.FromDays(31));
        host.Service<Pseudonyms>().Of("shop", Number).ShouldNotBe(first);
        host.Service<Pseudonyms>().AllOf("shop", Number).ShouldContain(first);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(host.Folder, "data", "keys", "pseudonyms.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            foreach (var file in new[] { "cases.db", "journal.db" }) File.GetUnixFileMode(Path.Combine(host.Folder, "data", file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            File.GetUnixFileMode(Path.Combine(host.Folder, "data", "keys")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task NumbersInText_AreFoundInAnyGrouping_AndIdsDatesAndFiguresStay()
    {
        await using var host = await Host.StartAsync();
        var pseudonyms = host.Service<Pseudonyms>();
        string[] separators = ["", " ", "-", ".", "/", " (", ") "];
        Gen.Select(Gen.Long[100_000_000, 999_999_999_999_999], Gen.Int[0, separators.Length - 1], Gen.Int[2, 5], Gen.Bool).Sample(
            (number, separator, group, plus) =>
            {
                var digits = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var written = (plus ? "+" : "") + string.Join(separators[separator], digits.Chunk(group).Select(c => new string(c)));
                var text = pseudonyms.InText("shop", $"call {written}, please");
                if (written[0] != '+' && (written.StartsWith("00", StringComparison.Ordinal) || System.Text.RegularExpressions.Regex.IsMatch(written, @"^\d{4}[-/.]\d{2}[-/.]|^\d{2}[-/.]\d{2}[-/.]\d{4}"))) return; // as a date is written
                text.ShouldBe($"call {pseudonyms.Show("shop", digits)}, please", written);
            },
            iter: 2000,
            seed: "0000000000001");
        foreach (var kept in new[] { "i20260303113436-1 and d20260303113436-12", "on 2026-03-03 12:00", "12,000 messages, 3.5 %, 1600 EUR", "03.03.2026 at 14", "0199f3a4b5c67d8e9f00112233445566" })
            pseudonyms.InText("shop", kept).ShouldBe(kept);
        var once = pseudonyms.InText("shop", "call +393391234567");
        pseudonyms.InText("shop", once).ShouldBe(once); // again changes nothing
    }

    [Fact]
    public async Task OldKey_IsKept_AsLongAsSomethingRefersToIt()
    {
        var time = new MovedTime(Begin);
        await using var host = await Host.StartAsync("retention: { pseudonym_keys: 30d, audit: 60d }", time: time);
        await host.SendAsync(HttpMethod.Put, "/v1/mode", new { mode = "enforce", reason = "asked for by +39 339 123 4567 on 2026-03-03 12:00" }, 200);
        var why = (await host.GetAsync("/v1/audit"))[0]!["why"]!.GetValue<string>();
        why.ShouldStartWith("asked for by +39339123****#num_");
        why.ShouldEndWith(" on 2026-03-03 12:00");
        var pseudonym = why.Split('#')[1].Split(' ')[0];
        host.Service<Pseudonyms>().Of("", Number).ShouldBe(pseudonym);
        time.Move(TimeSpan.FromDays(31));
        host.Service<Pseudonyms>().Of("", Number);
        await host.Service<RetentionJob>().RunAsync();
        var found = (await host.SendAsync(HttpMethod.Post, "/v1/pseudonyms", new { destination = "+" + Number }, 200)).AsArray();
        found.Count.ShouldBe(2);
        found[1]!["pseudonym"]!.GetValue<string>().ShouldBe(pseudonym);
        found[1]!["places"]!.GetValue<int>().ShouldBe(1);
        time.Move(TimeSpan.FromDays(31)); // the line of the audit log is old now
        host.Service<Pseudonyms>().Of("", Number);
        await host.Service<RetentionJob>().RunAsync();
        host.Service<Pseudonyms>().AllOf("", Number).ShouldNotContain(pseudonym);
        (await host.GetAsync("/v1/retention"))["deletions"]!.AsArray().ShouldContain(d => d!["kind"]!.GetValue<string>() == "pseudonym keys");
    }

    [Fact]
    public async Task NumberOfADecision_Enforces_AndIsAPseudonymOnceItHasEnded()
    {
        await using var host = await Host.StartAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/mode", new { mode = "enforce", reason = "" }, 200);
        var scope = new { customers = new[] { "shop" }, ranges = new[] { new { from = Number, to = Number } } };
        var id = (await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope, reason = $"complaint about +{Number}" }, 201))["id"]!.GetValue<string>();
        var verdict = await host.CheckAsync("shop", "+" + Number);
        verdict["verdict"]!.GetValue<string>().ShouldBe("block");
        verdict["reason"]!.GetValue<string>().ShouldNotContain(Number);
        var audited = (await host.GetAsync("/v1/audit"))[0]!.ToJsonString();
        audited.ShouldNotContain(Number);
        audited.ShouldContain("39339123****");
        audited.ShouldContain(host.Service<Pseudonyms>().Of("shop", Number));
        await host.Service<RetentionJob>().RunAsync();
        (await host.CheckAsync("shop", "+" + Number))["verdict"]!.GetValue<string>().ShouldBe("block"); // live ones stay as they are
        await host.SendAsync(HttpMethod.Delete, $"/v1/decisions/{id}", null, 200);
        var ended = (await host.GetAsync($"/v1/decisions/{id}")).ToJsonString();
        ended.ShouldNotContain(Number);
        ended.ShouldContain("393391230000");
        ended.ShouldContain(host.Service<Pseudonyms>().Of("shop", Number));
    }
}
