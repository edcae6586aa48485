using System.Net;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

public sealed class PolicyPageTests
{
    [Fact]
    public async Task Policy_IsChecked_Explained_Published_AndRolledBack()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/policies")).Text;
        page.ShouldContain("In force: the default");
        page.ShouldContain("monitor_at: 16");
        const string mine = "block_at: 24\nrules:\n  - name: the big one\n    when: { customers: [acme], networks: [\"222\"] }\n    then: throttle\n    for: 30m\n";
        var told = WebUtility.HtmlDecode((await Form.PostAsync(browser, "/policies", page, ("do", "check"), ("version", "0"), ("text", mine))).Text);
        told.ShouldContain("It will do. In words:");
        told.ShouldContain("a trickle");
        (await host.GetAsync("/v1/policies"))["total"]!.GetValue<int>().ShouldBe(0);

        (await Form.PostAsync(browser, "/policies", page, ("do", "publish"), ("version", "0"), ("text", mine))).Status.ShouldBe(400);
        (await Form.PostAsync(browser, "/policies", page, ("do", "publish"), ("version", "0"), ("text", mine), ("why", "acme asked"))).Status.ShouldBe(302);
        var late = await Form.PostAsync(browser, "/policies", page, ("do", "publish"), ("version", "0"), ("text", "block_at: 30\n"), ("why", "my own"));
        late.Status.ShouldBe(412);
        foreach (var kept in new[] { "someone else published a policy meanwhile", "block_at: 30", "my own" }) late.Text.ShouldContain(kept);

        var after = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/policies")).Text);
        after.ShouldContain("In force: version 1");
        after.ShouldContain("acme asked");
        (await Form.PostAsync(browser, "/policies", after, ("do", "rollback"), ("version", "1"), ("to", "0"))).Status.ShouldBe(302);
        (await host.GetAsync("/v1/policies/current"))["policy"]!["block_at"]!.GetValue<double>().ShouldBe(20);
        (await Form.PostAsync(browser, "/policies", after, ("do", "rollback"), ("version", "2"), ("to", "1"))).Status.ShouldBe(302);
        var current = (await host.GetAsync("/v1/policies/current"))["policy"]!;
        current["block_at"]!.GetValue<double>().ShouldBe(24);
        current["rules"]![0]!["when"]!["networks"]![0]!.GetValue<string>().ShouldBe("222");

        // What the page writes of a policy it reads again.
        var text = await TextAsync(browser);
        (await Form.PostAsync(browser, "/policies", after, ("do", "publish"), ("version", "3"), ("text", text), ("why", "the same"))).Status.ShouldBe(302);
        (await host.GetAsync("/v1/policies/current"))["policy"]!.ToJsonString().ShouldBe(current.ToJsonString());
    }

    [Theory]
    [InlineData("block_at: 20\nmonitor_at: 99\n", "Line 2: monitor_at: '99' will not do; expected a number from 8 to 60", "2 | monitor_at: 99")]
    [InlineData("rules:\n  - then: block\n  - name: x\n    then: dance\n", "Line 4: rules[1].then: 'dance'", "4 |     then: dance")]
    [InlineData("block_at: 20\nblok_for: 1h\n", "There is no key 'blok_for' here", "")]
    [InlineData("block_at: twenty\n", "Line 1: block_at: 'twenty' is not of the kind", "1 | block_at: twenty")]
    [InlineData("block_for: 1h\nrules: [\n", "This is no YAML", "")]
    [InlineData("- a list\n", "Expected keys and values", "")]
    public async Task Fault_IsShownAtItsLine_AndWhatWasTypedStays(string text, string told, string line)
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/policies")).Text;
        var answer = await Form.PostAsync(browser, "/policies", page, ("do", "publish"), ("version", "0"), ("text", text), ("why", "my reason"));
        answer.Status.ShouldBe(400);
        var shown = WebUtility.HtmlDecode(answer.Text);
        foreach (var part in new[] { told, line, "my reason", text.Trim(), "aria-invalid=\"true\"" }) shown.ShouldContain(part);
        (await host.GetAsync("/v1/policies"))["total"]!.GetValue<int>().ShouldBe(0);
    }

    private static async Task<string> TextAsync(Browser browser)
    {
        var page = (await browser.SendAsync(HttpMethod.Get, "/policies")).Text;
        var begin = page.IndexOf("<textarea id=\"text\"", StringComparison.Ordinal);
        begin = page.IndexOf('>', begin) + 1;
        return WebUtility.HtmlDecode(page[begin..page.IndexOf("</textarea>", begin, StringComparison.Ordinal)]);
    }
}
