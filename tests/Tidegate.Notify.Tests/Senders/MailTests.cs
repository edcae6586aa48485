using System.Text;
using MimeKit;
using Shouldly;
using Tidegate.Notifications;
using Tidegate.Notify.Senders;
using Tidegate.Notify.Senders.Mail;
using Tidegate.Notify.Settings;
using Tidegate.Notify.Templates;
using Xunit;

namespace Tidegate.Notify.Tests.Senders;

/// <summary>Mail through a real SMTP server.</summary>
public sealed class MailTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [SmtpFact]
    public async Task Send_OverStartTls_ArrivesSignedInEncryptedInTextAndHtml()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("starttls", scratch.Folder);
        var settings = Settings(server, "starttls") with { User = "tidegate", Password = "s3cr3t-passw0rd" };
        (await Sender(settings, ["noc@example.com"]).SendAsync("msg_1", Samples.Notice(), default)).ShouldBe(SendOutcome.Delivered);
        var (envelope, mail) = await server.MailAsync();
        envelope.GetProperty("tls").GetBoolean().ShouldBeTrue();
        envelope.GetProperty("user").GetString().ShouldBe("tidegate");
        envelope.GetProperty("from").GetString().ShouldBe("tidegate@example.com");
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        mail.MessageId.ShouldBe("msg_1@example.com");
        mail.References.ShouldHaveSingleItem();
        mail.Subject!.ShouldBe("high: inflated traffic through acme to DITO (PH, 51566), 1,234 messages, EUR 687.68");
        mail.TextBody!.ShouldContain("+63 991 123 xxxx (10,000 numbers)");
        mail.HtmlBody!.ShouldContain("blocked", Case.Insensitive);
    }

    [SmtpFact]
    public async Task Send_OverImplicitTls_Arrives()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("implicit", scratch.Folder);
        (await Sender(Settings(server, "implicit"), ["a@example.com", "b@example.com"]).SendAsync("msg_1", Samples.Notice(customer: "acme"), default)).ShouldBe(SendOutcome.Delivered);
        var (envelope, mail) = await server.MailAsync();
        envelope.GetProperty("to").GetArrayLength().ShouldBe(2);
        mail.TextBody!.ShouldContain("What you can do:");
        mail.TextBody!.ShouldContain("https://console.example/respond/x");
    }

    [SmtpFact]
    public async Task Send_CertificateIsNotTrusted_SendsNothing()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("starttls", scratch.Folder);
        var outcome = await Sender(Settings(server, "starttls") with { TrustedCertificates = null }, ["a@example.com"]).SendAsync("msg_1", Samples.Notice(), default);
        outcome.Result.ShouldBe(SendResult.Failed);
        outcome.Error.ShouldContain("SslHandshakeException");
    }

    [SmtpFact]
    public async Task Send_CertificateHasAnotherName_SendsNothing()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("implicit", scratch.Folder, "mail.elsewhere.example");
        (await Sender(Settings(server, "implicit"), ["a@example.com"]).SendAsync("msg_1", Samples.Notice(), default)).Result.ShouldBe(SendResult.Failed);
    }

    [SmtpFact]
    public async Task Send_ServerHasNoTls_SendsNothingInTheClear()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("plain", scratch.Folder);
        (await Sender(Settings(server, "starttls"), ["a@example.com"]).SendAsync("msg_1", Samples.Notice(), default)).Result.ShouldBe(SendResult.Failed);
        (await Sender(Settings(server, "none"), ["b@example.com"]).SendAsync("msg_2", Samples.Notice(), default)).ShouldBe(SendOutcome.Delivered);
        (await server.MailAsync()).Envelope.GetProperty("to")[0].GetString().ShouldBe("b@example.com");
    }

    [SmtpFact]
    public async Task Send_WrongPassword_IsTriedAgainAndTheErrorHasNoPassword()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("starttls", scratch.Folder);
        var outcome = await Sender(Settings(server, "starttls") with { User = "tidegate", Password = "wr0ng-passw0rd" }, ["a@example.com"]).SendAsync("msg_1", Samples.Notice(), default);
        outcome.Result.ShouldBe(SendResult.Failed);
        outcome.Error.ShouldContain("AuthenticationException");
        outcome.Error.ShouldNotContain("wr0ng");
    }

    [SmtpFact]
    public async Task Send_AddressesAreRefused_TheOthersGetTheirs()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("starttls", scratch.Folder);
        var settings = Settings(server, "starttls");
        (await Sender(settings, ["nobody@example.com"]).SendAsync("msg_1", Samples.Notice(), default)).Result.ShouldBe(SendResult.Refused);
        (await Sender(settings, ["later@example.com"]).SendAsync("msg_2", Samples.Notice(), default)).Result.ShouldBe(SendResult.Failed);
        var part = await Sender(settings, ["nobody@example.com", "well@example.com"]).SendAsync("msg_3", Samples.Notice(), default);
        part.Result.ShouldBe(SendResult.Delivered);
        part.Error.ShouldContain("1 of 2 addresses were refused: 550");
        (await server.MailAsync()).Envelope.GetProperty("to").GetArrayLength().ShouldBe(1);
    }

    [SmtpFact]
    public async Task Send_ServerHangs_IsLeftAfterTheLimit()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("implicit", scratch.Folder);
        var clock = Samples.Clock();
        var sending = new MailSender(Settings(server, "implicit"), ["hang@example.com"], new MailWriter(Built()), Limit, clock).SendAsync("msg_1", Samples.Notice(), default);
        (await server.LineAsync()).ShouldContain("hanging");
        clock.Advance(Limit);
        var outcome = await sending.WaitAsync(TimeSpan.FromSeconds(30));
        outcome.Result.ShouldBe(SendResult.Failed);
        outcome.Error.ShouldContain("did not answer within 20 seconds");
    }

    [SmtpFact]
    public async Task Notifier_MailChannel_SendsWhatWasEnqueuedAndTheTestMessage()
    {
        using var scratch = new Scratch();
        await using var server = await SmtpServer.StartAsync("starttls", scratch.Folder);
        using var bench = new Bench(new NotificationSettings { Smtp = Settings(server, "starttls"), Channels = [new ChannelSettings { Name = "mail", Kind = "email", To = ["noc@example.com"] }] });
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        (await server.MailAsync()).Mail.Subject.ShouldStartWith("high: inflated traffic");
        (await bench.Notifier.SendTest("mail")).Delivered.ShouldBeTrue();
        (await server.MailAsync()).Mail.Subject.ShouldBe("Test message from Tidegate");
    }

    [Fact]
    public async Task Send_NoServerThere_IsTriedAgain()
    {
        var settings = new SmtpSettings { Host = "127.0.0.1", Port = 1, Tls = "none", From = "tidegate@example.com" };
        (await Sender(settings, ["a@example.com"]).SendAsync("msg_1", Samples.Notice(), default)).Result.ShouldBe(SendResult.Failed);
    }

    [Fact]
    public void Write_HostileNames_StayInTheirPlace()
    {
        const string Name = "Evil\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>\u2028\u202E";
        var notice = NoticeWriter.Write(Samples.News(incident: Samples.Incident(customers: [Name])), Name, null, Samples.Now)! with { Kind = NoticeKind.Opened };
        using var mail = new MailWriter(Built()).Write("msg_1", notice, "Tidegate <tidegate@example.com>", ["a@example.com"]);
        using var bytes = new MemoryStream();
        mail.WriteTo(bytes);
        var parsed = MimeMessage.Load(new MemoryStream(bytes.ToArray()));
        parsed.Headers.Select(h => h.Field).ShouldNotContain("Bcc");
        parsed.Bcc.ShouldBeEmpty();
        parsed.Subject!.ShouldContain("Evil Bcc: all@example.com <script>");
        parsed.HtmlBody!.ShouldNotContain("<script>");
        parsed.HtmlBody!.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        Encoding.UTF8.GetString(bytes.ToArray()).ShouldContain("Auto-Submitted: auto-generated");
    }

    [Fact]
    public void Write_OneIncidentToTwoReaders_IsOneThreadForEach()
    {
        var writer = new MailWriter(Built());
        string Thread(Notice notice, string id)
        {
            using var mail = writer.Write(id, notice, "t@example.com", ["a@example.com"]);
            return mail.References[0];
        }

        Thread(Samples.Notice(), "1").ShouldBe(Thread(Samples.Notice(NoticeKind.Resolved), "2"));
        Thread(Samples.Notice(), "1").ShouldNotBe(Thread(Samples.Notice(customer: "acme"), "2"));
    }

    private static TemplateSet Built() => TemplateSet.Load(null, _ => { });

    private static SmtpSettings Settings(SmtpServer server, string tls) =>
        new() { Host = "localhost", Port = server.Port, Tls = tls, From = "Tidegate <tidegate@example.com>", TrustedCertificates = server.Certificate };

    private static MailSender Sender(SmtpSettings settings, string[] to) => new(settings, to, new MailWriter(Built()), Limit, Samples.Clock());
}
