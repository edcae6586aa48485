using Shouldly;
using Tidegate.Server.Tests.Access;
using Tidegate.Server.Tests.Smpp;
using Tidegate.Smpp;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Console;

/// <summary>Binds through the proxy on their page, and one that is drained.</summary>
public sealed class SmppPageTests
{
    [Fact]
    public async Task Binds_AreShown_AndOneIsDrained_WithoutLosingWhatIsUnanswered()
    {
        await using var smsc = new Smsc(answerEvery: 2);
        await using var host = await Host.StartAsync(Config(smsc, "window: 7, drain_timeout: 20s"));
        await using var esme = await BoundAsync(host);
        await esme.SubmitAsync(1, Good);
        await UntilAsync(() => smsc.Received.Count == 1);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/smpp")).Text;
        page.ShouldContain("1 of 7");
        page.ShouldContain(">SMPP</a>");
        var id = (await host.GetAsync("/v1/smpp/sessions"))["sessions"]![0]!["id"]!.GetValue<string>();
        (await Form.PostAsync(browser, $"/smpp/{id}/drain", page)).Status.ShouldBe(302);
        await UntilAsync(() => browser.SendAsync(HttpMethod.Get, "/smpp").GetAwaiter().GetResult().Text.Contains("draining", StringComparison.Ordinal));
        await smsc.AnswerAllAsync(); // only now: the bind waits for it
        SmppHeader.Read(await esme.ReadAsync()).ShouldBe(new SmppHeader(22, CommandId.SubmitSmResp, CommandStatus.Ok, 1));
        SmppHeader.Read(await esme.ReadAsync()).Command.ShouldBe(CommandId.Unbind);
        await UntilAsync(() => host.GetAsync("/v1/smpp/sessions").GetAwaiter().GetResult()["sessions"]!.AsArray().Count == 0);
        await host.SendAsync(HttpMethod.Post, $"/v1/smpp/sessions/{id}/drain", null, 404);
        (await host.GetAsync("/v1/audit?subject=acme")).ToJsonString().ShouldContain("smpp.drain");
        (await browser.SendAsync(HttpMethod.Get, "/smpp")).Text.ShouldContain("Nobody is bound");
    }

    [Fact]
    public async Task Capture_IsBegun_Downloaded_AndForgotten_OnThePage()
    {
        await using var smsc = new Smsc(answerEvery: 1);
        await using var host = await Host.StartAsync(Config(smsc));
        await using var esme = await BoundAsync(host);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/smpp")).Text;
        var refused = await Form.PostAsync(browser, "/smpp/captures", page, ("account", "acme"), ("seconds", "1e9"), ("why", "ticket 4711"));
        refused.Status.ShouldBe(400);
        refused.Text.ShouldContain("1e9");
        refused.Text.ShouldContain("value=\"ticket 4711\"");
        (await Form.PostAsync(browser, "/smpp/captures", page, ("account", "acme"), ("seconds", "600"), ("why", "ticket 4711"))).Status.ShouldBe(302);
        await esme.SubmitAsync(5, Good);
        await esme.ReadAsync();
        var id = (await host.GetAsync("/v1/smpp/captures"))[0]!["id"]!.GetValue<string>();
        (await browser.SendAsync(HttpMethod.Get, "/smpp")).Text.ShouldContain($"/smpp/captures/{id}\" download");
        var text = (await browser.SendAsync(HttpMethod.Get, $"/smpp/captures/{id}")).Text;
        text.ShouldContain("from client SubmitSm status=0x0 sequence=5 ");
        text.ShouldNotContain(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(Good)));
        (await Form.PostAsync(browser, $"/smpp/captures/{id}/forget", page)).Status.ShouldBe(302);
        (await browser.SendAsync(HttpMethod.Get, "/smpp")).Text.ShouldNotContain(id);
        var audit = (await host.GetAsync("/v1/audit?subject=acme")).ToJsonString();
        foreach (var action in new[] { "smpp.capture", "smpp.capture.read", "smpp.capture.delete", "ticket 4711" }) audit.ShouldContain(action);
    }

    [Fact]
    public async Task WithoutAProxy_ItSaysSo()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        (await browser.SendAsync(HttpMethod.Get, "/smpp")).Text.ShouldContain("There is no proxy");
        (await browser.SendAsync(HttpMethod.Get, "/")).Text.ShouldNotContain(">SMPP</a>");
    }
}
