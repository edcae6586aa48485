using Shouldly;
using Tidegate.Notify.Settings;
using Xunit;

namespace Tidegate.Notify.Tests.Settings;

public sealed class SettingsTests
{
    private static readonly ChannelSettings Good = new() { Name = "hook", Kind = "webhook", Url = "https://hooks.example/x", Secrets = [Bench.Secret] };
    private static readonly SmtpSettings Smtp = new() { Host = "mail.example", From = "Tidegate <t@example.com>" };

    public static TheoryData<string, NotificationSettings, string, string> Bad() => new()
    {
        { "notifications.channels[0].name", With(Good with { Name = "a b" }), "a b", "letters" },
        { "notifications.channels[0].kind", With(Good with { Kind = "pigeon" }), "pigeon", "webhook, email, slack, teams or pagerduty" },
        { "notifications.channels[0].url", With(Good with { Url = "http://hooks.example/s3cr3t" }), "http://hooks.example", "https" },
        { "notifications.channels[0].url", With(Good with { Url = "https://10.0.0.1/s3cr3t" }), "https://10.0.0.1", "public address" },
        { "notifications.channels[0].url", With(Good with { Url = "https://[::ffff:127.0.0.1]/s3cr3t" }), "https://[::ffff:127.0.0.1]", "public address" },
        { "notifications.channels[0].url", With(Good with { Url = "https://user:s3cr3t@hooks.example/" }), "(hidden)", "without user" },
        { "notifications.channels[0].url", With(Good with { Url = "s3cr3t" }), "(hidden)", "https address" },
        { "notifications.channels[0].url", With(Good with { Url = "file:///s3cr3t" }), "(hidden)", "https address" },
        { "notifications.channels[0].url", With(Good with { Url = null }), "(missing)", "https address" },
        { "notifications.channels[0].secrets[0]", With(Good with { Secrets = ["s3cr3t"] }), "(hidden)", "whsec_" },
        { "notifications.channels[0].secrets", With(Good with { Secrets = [] }), "0 secrets", "one" },
        { "notifications.channels[0].severity_floor", With(Good with { SeverityFloor = "7" }), "7", "low, medium, high or critical" },
        { "notifications.channels[0].update_interval", With(Good with { UpdateInterval = TimeSpan.Zero }), "00:00:00", "00:01:00" },
        { "notifications.channels[0].rate", With(Good with { Rate = double.NaN }), "NaN", "0.01 to 1000" },
        { "notifications.channels[0].most_per_hour", With(Good with { MostPerHour = 0 }), "0", "1 to 10000" },
        { "notifications.channels[0].customer", With(Good with { Customer = " " }), " ", "customer's name" },
        { "notifications.channels[0].quiet_hours.from", With(Good with { QuietHours = new() { From = "25:00", To = "07:00" } }), "25:00", "22:00" },
        { "notifications.channels[0].quiet_hours.zone", With(Good with { QuietHours = new() { From = "22:00", To = "07:00", Zone = "Mars/Base" } }), "Mars/Base", "Europe/Berlin" },
        { "notifications.channels[1].name", With(Good, Good), "hook", "no other channel" },
        { "notifications.channels[0].routing_key", With(new ChannelSettings { Name = "p", Kind = "pagerduty" }), "(missing)", "integration key" },
        { "notifications.channels[0].to[0]", With(new ChannelSettings { Name = "m", Kind = "email", To = ["nobody"] }) with { Smtp = Smtp }, "nobody", "mail address" },
        { "notifications.smtp", With(new ChannelSettings { Name = "m", Kind = "email", To = ["a@example.com"] }), "(missing)", "mail server" },
        { "notifications.smtp.tls", new NotificationSettings { Smtp = Smtp with { Tls = "none" } }, "none", "starttls or implicit" },
        { "notifications.smtp.tls", new NotificationSettings { Smtp = Smtp with { Tls = "maybe" } }, "maybe", "starttls, implicit or none" },
        { "notifications.smtp.port", new NotificationSettings { Smtp = Smtp with { Port = 0 } }, "0", "1 to 65535" },
        { "notifications.smtp.from", new NotificationSettings { Smtp = Smtp with { From = "" } }, "", "mail address" },
        { "notifications.smtp.password", new NotificationSettings { Smtp = Smtp with { Password = "s3cr3t" } }, "(hidden)", "together" },
        { "notifications.smtp.trusted_certificates", new NotificationSettings { Smtp = Smtp with { TrustedCertificates = "/nowhere.pem" } }, "/nowhere.pem", "file that is there" },
        { "notifications.public_url", new NotificationSettings { PublicUrl = "console" }, "console", "https" },
        { "notifications.link_key", new NotificationSettings { LinkKey = "s3cr3t" }, "(hidden)", "32 bytes" },
        { "notifications.link_key", With(Good with { Customer = "acme" }) with { PublicUrl = "https://x.example" }, "(missing)", "32 bytes" },
        { "notifications.templates", new NotificationSettings { Templates = "/nowhere" }, "/nowhere", "folder" },
        { "notifications.disable_after", new NotificationSettings { DisableAfter = TimeSpan.Zero }, "00:00:00", "01:00:00" },
        { "notifications.outbound.timeout", new NotificationSettings { Outbound = new() { Timeout = TimeSpan.FromHours(1) } }, "01:00:00", "00:01:00" },
        { "notifications.outbound.allow_inside[0]", new NotificationSettings { Outbound = new() { AllowInside = ["localhost"] } }, "localhost", "host:port" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_BadValue_NamesKeyValueAndWhatWasExpected(string key, NotificationSettings settings, string value, string expected)
    {
        var error = SettingsCheck.Check(settings).ShouldHaveSingleItem();
        error.Key.ShouldBe(key);
        error.Value.ShouldBe(value);
        error.Expected.ShouldContain(expected);
        error.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void Check_Defaults_AreGood() => SettingsCheck.Check(new NotificationSettings()).ShouldBeEmpty();

    [Fact]
    public void Check_OneOfEachKind_IsGood() => SettingsCheck.Check(new NotificationSettings
    {
        PublicUrl = "https://console.example",
        LinkKey = Convert.ToBase64String(new byte[32]),
        Smtp = Smtp,
        Channels =
        [
            Good with { Customer = "acme", QuietHours = new() { From = "22:00", To = "07:00", Zone = "Europe/Berlin" } },
            new() { Name = "mail", Kind = "email", To = ["NOC <noc@example.com>"], SeverityFloor = "High" },
            new() { Name = "slack", Kind = "slack", Url = "https://hooks.slack.com/services/T/B/X" },
            new() { Name = "teams", Kind = "teams", Url = "https://x.logic.azure.com/workflows/1?sig=2" },
            new() { Name = "pager", Kind = "pagerduty", RoutingKey = "R0UTINGKEY0123456789" },
            Good with { Name = "inside", Url = "http://10.0.0.7:8080/hook" },
        ],
        Outbound = new() { AllowInside = ["10.0.0.7:8080"] },
    }).ShouldBeEmpty();

    private static NotificationSettings With(params ChannelSettings[] channels) => new() { Channels = channels };
}
