using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>A customer's own log, chosen from the disk and sent by the page's form.</summary>
[Collection("browsed console")]
public sealed class ReconcilePageTests(BrowsedConsole console)
{
    [ChromiumFact]
    public async Task ALog_IsSentByTheForm_AndWhatDiffersIsShown()
    {
        var (host, _) = await console.StartAsync();
        await using var __ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("ann");
        var page = window.Page;
        await window.GoAsync("/reconcile");

        // Nobody said whose it is: the page says what it lacks, and shows the form again.
        await page.Locator("input[name=file]").SetInputFilesAsync(Log(skip: 0));
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("whose log it is");

        await page.Locator("input[name=file]").SetInputFilesAsync(Log(skip: 2));
        await page.Locator("input[name=customer]").FillAsync(AttackedTraffic.Victim);
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "2 messages of ours missing in theirs" })).ToBeVisibleAsync();
        (await page.Locator("main").TextContentAsync())!.ShouldNotContain(Destination(Own()[0]), Case.Sensitive, "ranges are shown, and no number");
        await window.CheckAsync("a reconciliation");

        // The same log whole: no difference.
        await page.Locator("input[name=file]").SetInputFilesAsync(Log(skip: 0));
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("no difference", new() { IgnoreCase = true });

        await page.Locator("input[name=file]").SetInputFilesAsync(new FilePayload { Name = "colours.csv", MimeType = "text/csv", Buffer = "colour,size\nred,7\n"u8.ToArray() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("columns missing: time, message_id, destination; found: colour, size");
    }

    private static string Destination(JsonNode sent) => sent["destination"]!.GetValue<string>();

    private List<JsonNode> Own() => [.. console.Traffic.UntilAttack.Select(l => JsonNode.Parse(l)!).Where(e => e["type"]!.GetValue<string>() == "submit" && e["customer"]?.GetValue<string>() == AttackedTraffic.Victim)];

    private FilePayload Log(int skip)
    {
        var rows = Own().Skip(skip).Select(e => string.Create(CultureInfo.InvariantCulture, $"submit,{e["time"]},{e["message_id"]},{Destination(e)},{e["price"]},{e["currency"]}\r\n"));
        return new FilePayload { Name = "their-log.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("type,time,message_id,destination,price,currency\r\n" + string.Concat(rows)) };
    }
}
