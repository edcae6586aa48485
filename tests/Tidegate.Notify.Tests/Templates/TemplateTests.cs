using Shouldly;
using Tidegate.Notifications;
using Tidegate.Notify.Templates;
using Tidegate.Pricing;
using Xunit;

namespace Tidegate.Notify.Tests.Templates;

public sealed class TemplateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-templates-").FullName;
    private readonly List<TemplateProblem> _told = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, NoticeKind, string?> All()
    {
        var data = new TheoryData<string, NoticeKind, string?>();
        foreach (var part in new[] { "title", "text", "html", "chat" })
            foreach (var kind in Enum.GetValues<NoticeKind>())
                foreach (var customer in new[] { null, "acme" })
                    data.Add(part, kind, customer);
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Render_BuiltIn_SaysSomethingFinishedForEveryKindAndReader(string part, NoticeKind kind, string? customer)
    {
        var notice = Samples.Notice(kind, customer);
        if (kind is NoticeKind.FeedSilent or NoticeKind.FeedRestored)
            notice = notice with { Incident = null, Feed = new FeedFacts("conversions", "acme", Samples.Now.AddHours(-1), kind == NoticeKind.FeedSilent ? null : Samples.Now) };
        else if (kind == NoticeKind.ChannelDisabled) notice = notice with { Incident = null, Channel = new DisabledChannel("hook", Samples.Now.AddDays(-3), "HTTP 500") };
        else if (kind == NoticeKind.Test) notice = notice with { Incident = null };
        var text = TemplateSet.Load(null, _told.Add).Render(part, notice, part == "html" ? TemplateEscape.Html : TemplateEscape.None);
        text.Length.ShouldBeGreaterThan(10);
        foreach (var unfinished in new[] { "{{", "{%", " ,", " .", ",,", "..", "  to" }) text.Replace("    ", "", StringComparison.Ordinal).ShouldNotContain(unfinished);
        if (part == "title") text.ShouldNotContain("\n");
        _told.ShouldBeEmpty();
    }

    [Fact]
    public void Render_CustomersText_SaysAllThatTheCustomerNeeds()
    {
        var text = TemplateSet.Load(null, _told.Add).Render("text", Samples.Notice(customer: "acme"), TemplateEscape.None);
        foreach (var part in new[]
        {
            "Since 2026-03-03 09:35 UTC there has been unusual traffic of acme to DITO (PH, 51566).",
            "1,234 messages, where about 41 would be usual; EUR 687.68",
            "+63 991 123 xxxx  (10,000 numbers)",
            "+63 991 1244 xxx  (667 numbers)",
            "messages into these ranges are being refused until 2026-03-03 10:41 UTC",
            "900 messages and EUR 500.50 were stopped",
            "Put a CAPTCHA",
            "Agree or object: https://console.example/respond/x",
        }) text.ShouldContain(part);
    }

    [Fact]
    public void Render_UsersTemplate_TakesThePlaceOfTheBuiltIn()
    {
        Write("customer.title.liquid", "Achtung {{ customer }}: {{ incident.messages }}");
        var set = TemplateSet.Load(_folder, _told.Add);
        set.Render("title", Samples.Notice(customer: "acme"), TemplateEscape.None).ShouldBe("Achtung acme: 1,234 messages");
        set.Render("title", Samples.Notice(), TemplateEscape.None).ShouldStartWith("high:");
        _told.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{% if incident %}never ended", "endif")]
    [InlineData("{{ incident.messages | no_such_filter }}", "no_such_filter")]
    [InlineData("{% for i in (1..100000000) %}x{% endfor %}", "fill the memory")]
    [InlineData("{% for i in (1 .. incident.more_ranges) %}x{% endfor %}", "fill the memory")]
    [InlineData("", "nothing")]
    [InlineData("   ", "nothing")]
    public void Render_BadTemplate_FallsBackAndSaysSoOnce(string template, string reason)
    {
        Write("operator.title.liquid", template);
        var set = TemplateSet.Load(_folder, _told.Add);
        for (var i = 0; i < 3; i++) set.Render("title", Samples.Notice(), TemplateEscape.None).ShouldStartWith("high: inflated traffic");
        var problem = _told.ShouldHaveSingleItem();
        problem.File.ShouldBe("operator.title.liquid");
        problem.Reason.ShouldContain(reason);
        set.Problems.ShouldBe([problem]);
    }

    [Fact]
    public void Load_NameThatNoTemplateHas_IsTold()
    {
        Write("custmer.title.liquid", "x");
        TemplateSet.Load(_folder, _told.Add);
        _told.ShouldHaveSingleItem().Reason.ShouldContain("customer.title.liquid");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("acme")]
    public void Render_MoneySavedInTwoCurrencies_SaysBoth(string? customer)
    {
        var news = Samples.News(decisions: [Samples.Block() with { OtherMoneyStopped = [new CurrencySum("USD", 12.5, 0, 40)] }, Samples.Block() with { OtherMoneyStopped = [new CurrencySum("USD", 7, 0, 20)] }]);
        var notice = NoticeWriter.Write(news, customer, null, Samples.Now)! with { Kind = NoticeKind.Opened };
        TemplateSet.Load(null, _told.Add).Render("text", notice, TemplateEscape.None).ShouldContain("EUR 1,001.00 and USD 19.50");
        NoticeJson.Write(notice).ShouldContain("other_money_stopped");
    }

    [Fact]
    public void Render_HostileValues_AreEscapedAndNeverRun()
    {
        const string Name = "<img src=x onerror=alert(1)>{{ incident.id }}{% raw %}";
        var notice = NoticeWriter.Write(Samples.News(incident: Samples.Incident(customers: [Name])), Name, "https://x/\"><script>", Samples.Now)! with { Kind = NoticeKind.Opened };
        var html = TemplateSet.Load(null, _told.Add).Render("html", notice, TemplateEscape.Html);
        html.ShouldNotContain("<img");
        html.ShouldNotContain("<script");
        html.ShouldContain("&lt;img src=x onerror=alert(1)&gt;{{ incident.id }}{% raw %}");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
