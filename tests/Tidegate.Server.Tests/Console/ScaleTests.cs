using System.Globalization;
using System.Net;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Server.Engine;
using Tidegate.Server.Tests.Access;
using Tidegate.Storage.Live;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>Very many incidents and customers, and very large and very small ones.</summary>
public sealed class ScaleTests
{
    private const int Incidents = 10_000;
    private const int Customers = 5_000;
    private const string Markup = "<script>alert(1)</script>&\"co\"";

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task TenThousandIncidents_AndFiveThousandCustomers_ArePagedAndSortedOnTheServer()
    {
        await using var host = await Host.StartAsync();
        Write(host, [.. Enumerable.Range(0, Incidents).Select(i => Doc(Stored(i)))]);
        Write(host, [.. Enumerable.Range(0, Customers).Select(i => new DocumentWrite(Book.Customer, Name(i), 1, "{}"))]);
        using var browser = new Browser(host);
        var list = (await browser.SendAsync(HttpMethod.Get, "/incidents")).Text;
        list.ShouldContain("1 to 50 of 10 000".Replace(" 000", Thousand));
        Rows(list).ShouldBe(50);
        list.ShouldContain(Id(Incidents - 1));
        (await browser.SendAsync(HttpMethod.Get, "/incidents?offset=9950")).Text.ShouldContain($"href=\"/incidents/{Id(0)}\"");
        (await browser.SendAsync(HttpMethod.Get, "/incidents?sort=cost")).Text.IndexOf(Id(7), StringComparison.Ordinal).ShouldBeGreaterThan(0);
        Rows((await browser.SendAsync(HttpMethod.Get, "/incidents?q=" + Name(42))).Text).ShouldBe(Incidents / Customers);
        Rows((await browser.SendAsync(HttpMethod.Get, "/incidents?state=ongoing")).Text).ShouldBe(0);

        var page = (await host.GetAsync("/v1/incidents?limit=10&offset=20"))!;
        page["total"]!.GetValue<int>().ShouldBe(Incidents);
        page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()).ShouldBe(Enumerable.Range(0, 10).Select(i => Id(Incidents - 21 - i)));

        var customers = (await browser.SendAsync(HttpMethod.Get, "/customers?sort=name&offset=4950")).Text;
        Rows(customers).ShouldBe(50);
        customers.ShouldContain(Name(Customers - 1));
        var richest = (await browser.SendAsync(HttpMethod.Get, "/customers?sort=money")).Text;
        richest.IndexOf($">{Name(7)}<", StringComparison.Ordinal).ShouldBeInRange(1, richest.IndexOf($">{Name(0)}<", StringComparison.Ordinal) is > 0 and var at ? at : int.MaxValue);
        (await browser.SendAsync(HttpMethod.Get, "/customers/" + Name(42))).Text.ShouldContain("/incidents/" + Id(42));
    }

    [Theory]
    [InlineData(1_000_000, 1000)]
    [InlineData(30, 1)]
    public async Task Incident_Huge_AndTiny_AreShown_AndMarkupInNamesIsText(long messages, int ranges)
    {
        await using var host = await Host.StartAsync();
        var incident = Stored(1) with
        {
            Messages = messages,
            Scope = new Scope
            {
                Customers = [Markup],
                Senders = [Markup],
                Suppliers = [Markup],
                Networks = ["22201"],
                Ranges = [.. Enumerable.Range(0, ranges).Select(i => new NumberRange(393390000000 + ((ulong)i * 10_000), 393390009999 + ((ulong)i * 10_000)))],
            },
        };
        Write(host, [Doc(incident), new DocumentWrite(Book.Customer, Markup, 1, "{}")]);
        using var browser = new Browser(host);
        foreach (var path in new[] { "/incidents", "/incidents/" + incident.Id, "/customers", "/customers/" + Uri.EscapeDataString(Markup) })
        {
            var page = await browser.SendAsync(HttpMethod.Get, path);
            page.Status.ShouldBe(200, page.Text);
            page.Text.ShouldNotContain("<script>alert", Case.Insensitive, path);
            WebUtility.HtmlDecode(page.Text).ShouldContain(Markup, Case.Sensitive, path);
            page.Text.Length.ShouldBeLessThan(400_000, path);
        }

        var one = (await browser.SendAsync(HttpMethod.Get, "/incidents/" + incident.Id)).Text;
        WebUtility.HtmlDecode(one).ShouldContain(messages == 30 ? "30 messages" : $"1{Thousand}{Thousand} messages");
    }

    [Fact]
    public async Task TenThousandOpenIncidents_AreCountedSortedAndPaged_OnThePageNowAndInTheList()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(Enumerable.Range(0, 50).Select(i => $$"""{"type":"submit","time":"2026-01-05T00:00:{{i:D2}}Z","message_id":"m{{i}}","customer":"{{Name(i)}}","destination":"+3933900{{i:D5}}"}"""));
        await host.Engine.ReadAsync(p => Open(p.Replay, Incidents));
        using var browser = new Browser(host);
        var now = (await browser.SendAsync(HttpMethod.Get, "/")).Text;
        now.ShouldContain($"10{Thousand} incidents are open");
        now.ShouldContain($"All 10{Thousand}");
        Rows(now).ShouldBe(20);
        var list = (await browser.SendAsync(HttpMethod.Get, "/incidents?state=ongoing&sort=severity")).Text;
        list.ShouldContain($"1 to 50 of 10{Thousand}");
        Rows(list).ShouldBe(50);
        (await browser.SendAsync(HttpMethod.Get, "/incidents?state=unblocked&offset=9990")).Text.ShouldContain($"of 10{Thousand}");
        Rows((await browser.SendAsync(HttpMethod.Get, "/incidents?severity=medium&state=open")).Text).ShouldBe(50);

        // What changes of one is seen at once, though the others are not described again.
        var id = (await host.GetAsync("/v1/incidents?limit=1"))["items"]![0]!["id"]!.GetValue<string>();
        Rows((await browser.SendAsync(HttpMethod.Get, "/incidents?q=" + id)).Text).ShouldBe(1);
        await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "resolve", resolution = "expected_traffic", comment = "a launch" }, 200);
        (await browser.SendAsync(HttpMethod.Get, "/")).Text.ShouldContain($"{Reporting.Phrases.Count(Incidents - 1)} incidents are open");
        (await browser.SendAsync(HttpMethod.Get, "/incidents/" + id)).Status.ShouldBe(200);
    }

    // As the desk opens them on alerts of so many attacks at once.
    private static int Open(Pipeline.Replay replay, int count)
    {
        var names = replay.Names;
        var network = names.Networks.Intern("22201");
        for (var i = 0; i < count; i++)
        {
            var first = 393300000000 + ((ulong)i * 10_000);
            replay.Desk.Handle(new Detection.Outcome(0, null, new Detection.Alert
            {
                Time = replay.Partition.Now,
                Onset = replay.Partition.Now - 60_000,
                NewSince = replay.Partition.Now - 60_000,
                Root = default,
                Network = network,
                Group = 0,
                Ranges = [new Detection.SuspectRange(first, first + 9999, 40, 0.0001, network, 0)],
                Customers = [names.Customers.Intern(Name(i))],
                Messages = [],
                LogOdds = 25,
                Anticipated = 0,
                Evidence = [],
                Blockable = false,
            }));
        }

        return replay.Desk.StillOpen.Count;
    }

    private static string Thousand => Reporting.Phrases.Count(1000)[1..];

    private static int Rows(string page) => page.Split("<tr data-row").Length - 1;

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"i{Begin.AddMinutes(i):yyyyMMddHHmmss}-{i + 1}");

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"customer-{i:D5}");

    private static DocumentWrite Doc(Incident incident) => new(Book.Incident, incident.Id, 1, Book.Write(incident));

    private static void Write(Host host, DocumentWrite[] documents)
    {
        host.Engine.Store.Write(0, documents, null);
        host.Engine.Book.Apply(documents);
    }

    private static Incident Stored(int i) => new()
    {
        Id = Id(i),
        CampaignId = "c" + Id(i)[1..],
        OpenedAt = Begin.AddMinutes(i),
        ClosedAt = Begin.AddMinutes(i + 60),
        FirstMessageAt = Begin.AddMinutes(i),
        LastMessageAt = Begin.AddMinutes(i + 50),
        Severity = (Severity)(i % 4),
        State = IncidentState.Closed,
        Scope = new Scope { Customers = [Name(i % Customers)], Networks = ["22201"], Ranges = [new NumberRange(393390000000, 393390009999)] },
        Messages = 100 + i,
        ExpectedMessages = 3,
        DistinctDestinations = 90,
        Converted = 0,
        Cost = i == 7 ? 1_000_000 : 10 + (i % 100),
        Currency = "EUR",
        LogOdds = 25,
        FalseAlarmsPerWeek = 0.001,
        Summary = "More than usual.",
        Evidence = [],
    };
}
