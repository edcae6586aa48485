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
    public async Task WithoutAProxy_ItSaysSo()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        (await browser.SendAsync(HttpMethod.Get, "/smpp")).Text.ShouldContain("There is no proxy");
        (await browser.SendAsync(HttpMethod.Get, "/")).Text.ShouldNotContain(">SMPP</a>");
    }
}
