using System.Text.Json.Nodes;
using MimeKit;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Notifications;
using Tidegate.Notify.Senders.Mail;
using Tidegate.Notify.Senders.Webhooks;
using Tidegate.Notify.Templates;
using Xunit;

namespace Tidegate.Notify.Tests.Senders;

/// <summary>A report as it comes out of the outbox, by each kind of channel.</summary>
public sealed class ReportTests
{
    [Fact]
    public void Mail_HasItsTablesInTextAndHtml_AndTheWholeReportAttached()
    {
        using var mail = Mail(Kept(Notice()));
        mail.Subject.ShouldBe("Traffic and incidents, 2026-03-02 (Europe/Rome)");
        mail.TextBody!.ShouldContain("  acme | 1,234 | 12 % | yes | 2026-03-02 06:00");
        mail.HtmlBody!.ShouldContain("<td style=\"padding:4px 12px 4px 0;vertical-align:top;border-bottom:1px solid #e8edf1\">&lt;b&gt;x</td>");
        mail.TextBody!.ShouldContain("and 7 more");
        var page = mail.Attachments.OfType<TextPart>().ShouldHaveSingleItem();
        page.FileName.ShouldBe("tidegate-noc-20260302.html");
        page.Text.ShouldBe("<!doctype html><p>all of it</p>");
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
    }

    [Fact]
    public void Mail_OfOneThatCouldNotBeMade_SaysSoFirst()
    {
        var notice = Notice();
        using var mail = Mail(Kept(notice with { Kind = NoticeKind.ReportFailed, Report = notice.Report! with { Error = "the sums cannot be read", Sections = [], Page = null } }));
        mail.Subject!.ShouldStartWith("Not made: ");
        mail.TextBody!.ShouldContain("could not be made: the sums cannot be read");
        mail.Attachments.ShouldBeEmpty();
    }

    [Fact]
    public void Webhook_HasFiguresAsNumbers_AndNoPage()
    {
        var body = JsonNode.Parse(WebhookSender.Body(Kept(Notice())))!;
        body["type"]!.GetValue<string>().ShouldBe("report.ready");
        var report = body["data"]!["report"]!;
        report["page"].ShouldBeNull();
        report["sections"]![0]!["rows"]![0]!.ToJsonString().ShouldBe("""["acme",1234,0.123,true,"2026-03-02T06:00:00.000Z"]""");
    }

    private static MimeMessage Mail(Notice notice) => new MailWriter(TemplateSet.Load(null, _ => { })).Write("msg_1", notice, "Tidegate <tidegate@example.com>", ["noc@example.com"]);

    private static Notice Kept(Notice notice) => NoticeJson.Read(NoticeJson.Write(notice));

    private static Notice Notice() => new()
    {
        Subject = "r-daily-202603022300-x",
        Version = 1,
        Kind = NoticeKind.Report,
        Audience = Audience.Operator,
        At = Samples.Now,
        Severity = Severity.Low,
        Report = new ReportFacts
        {
            Report = "noc",
            Schedule = "daily",
            Title = "Traffic and incidents",
            Since = new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero),
            Until = new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero),
            Zone = "Europe/Rome",
            Findings = ["All quiet."],
            Sections =
            [
                new ReportTable(
                    "customers", "Messages by customer", "As they were.",
                    [new("customer", "Customer", "text"), new("messages", "Messages", "count"), new("delivered", "Delivered", "share"), new("flag", "Flag", "flag"), new("since", "Since", "time")],
                    [["acme", 1234L, 0.123, true, "2026-03-02T06:00:00.000Z"], ["<b>x", 1L, null, false, null]],
                    7),
            ],
            Page = "<!doctype html><p>all of it</p>",
        },
    };
}
