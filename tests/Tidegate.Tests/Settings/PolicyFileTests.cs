using Shouldly;
using Tidegate.Decisions;
using Tidegate.Output;
using Tidegate.Settings;
using Xunit;

namespace Tidegate.Tests.Settings;

public sealed class PolicyFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a remark\n")]
    public void Empty_file_is_the_default_policy(string text) => Json(PolicyFile.Parse(text, "p.yaml")).ShouldBe(Json(DecisionPolicy.Default));

    [Fact]
    public void Every_key_is_taken()
    {
        var policy = PolicyFile.Parse(
            """
            monitor_at: 12.5
            block_at: 30
            block_for: 1h30m
            close_after: 90m
            spare_known_numbers: false
            monitor_only: true
            monitor_customers: [acme, "globex: the big one"]
            """,
            "p.yaml");

        policy.MonitorAt.ShouldBe(12.5);
        policy.BlockAt.ShouldBe(30);
        policy.BlockFor.ShouldBe(TimeSpan.FromMinutes(90));
        policy.CloseAfter.ShouldBe(TimeSpan.FromMinutes(90));
        policy.SpareKnownNumbers.ShouldBeFalse();
        policy.MonitorOnly.ShouldBeTrue();
        policy.MonitorCustomers.ShouldBe(["acme", "globex: the big one"]);
    }

    [Fact]
    public void Rules_and_quiet_hours_are_taken()
    {
        var policy = PolicyFile.Parse(
            """
            rules:
              - name: trial
                when: { customers: [acme], networks: ["515", "62001"], suppliers: [cheap], severity: high, odds: 18.5, money: 250, whole_network: true }
                then: throttle
                for: 30m
                repeat_for: [4h, 2d]
              - then: notify
            quiet_hours: { from: "22:00", to: "06:30", time_zone: Europe/Rome, at_most: throttle }
            """,
            "p.yaml");

        policy.Rules.Count.ShouldBe(2);
        Json(policy.Rules[0]).ShouldBe(Json(new PolicyRule
        {
            Name = "trial",
            When = new() { Customers = ["acme"], Networks = ["515", "62001"], Suppliers = ["cheap"], Severity = Tidegate.Incidents.Severity.High, Odds = 18.5, Money = 250, WholeNetwork = true },
            Then = Reaction.Throttle,
            For = TimeSpan.FromMinutes(30),
            RepeatFor = [TimeSpan.FromHours(4), TimeSpan.FromDays(2)],
        }));
        Json(policy.Rules[1]).ShouldBe(Json(new PolicyRule { Name = "rule 2", Then = Reaction.Notify }));
        policy.QuietHours.ShouldBe(new QuietTime(new TimeOnly(22, 0), new TimeOnly(6, 30), "Europe/Rome", Reaction.Throttle));
    }

    [Theory]
    [InlineData("block_ats: 3", "p.yaml, line 1", "block_ats", "expected one of")]
    [InlineData("monitor_at: 10\nblock_at: 9", "p.yaml, line 2", "block_at: '9'", "from 10 to")]
    [InlineData("monitor_at: lots", "p.yaml, line 1", "monitor_at: 'lots'", "a number from 8 to 60")]
    [InlineData("monitor_at: NaN", "p.yaml, line 1", "monitor_at: 'NaN'", "a number")]
    [InlineData("monitor_at: [8]", "p.yaml, line 1", "monitor_at: 'a list'", "a number")]
    [InlineData("block_for: 60", "p.yaml, line 1", "block_for: '60'", "such as 90s, 60m")]
    [InlineData("block_for: 8d", "p.yaml, line 1", "block_for: '8d'", "7 days")]
    [InlineData("block_for: 1e9d", "p.yaml, line 1", "block_for: '1e9d'", "7 days")]
    [InlineData("monitor_only: maybe", "p.yaml, line 1", "monitor_only: 'maybe'", "true or false")]
    [InlineData("monitor_customers: acme", "p.yaml, line 1", "monitor_customers: 'acme'", "a list")]
    [InlineData("monitor_customers:\n - acme\n - [x]", "p.yaml, line 3", "monitor_customers[1]", "a list")]
    [InlineData("rules: block", "p.yaml, line 1", "rules: 'block'", "a list")]
    [InlineData("rules:\n - block", "p.yaml, line 2", "rules[0]: 'block'", "keys and values")]
    [InlineData("rules:\n - then: block\n - when: {}", "p.yaml", "'rules[1].then' is missing", "monitor, notify, throttle or block")]
    [InlineData("rules:\n - then: stop", "p.yaml, line 2", "rules[0].then: 'stop'", "monitor, notify, throttle or block")]
    [InlineData("rules:\n - then: block\n   when: {country: IT}", "p.yaml, line 3", "unknown key 'rules[0].when.country'", "expected one of")]
    [InlineData("rules:\n - then: block\n   when: {severity: bad}", "p.yaml, line 3", "rules[0].when.severity: 'bad'", "low, medium")]
    [InlineData("rules:\n - then: block\n   when: {networks: ['22201', '39']}", "p.yaml, line 3", "rules[0].when.networks[1]: '39'", "MCC")]
    [InlineData("rules:\n - then: block\n   when: {odds: 12}", "p.yaml, line 3", "rules[0].when.odds: '12'", "from 16 to")]
    [InlineData("rules:\n - then: block\n   when: {money: -1}", "p.yaml, line 3", "rules[0].when.money: '-1'", "from 0 to")]
    [InlineData("rules:\n - then: block\n   when: {whole_network: yes please}", "p.yaml, line 3", "rules[0].when.whole_network: 'yes please'", "true or false")]
    [InlineData("rules:\n - then: block\n   for: 30d", "p.yaml, line 3", "rules[0].for: '30d'", "7 days")]
    [InlineData("rules:\n - then: block\n   repeat_for: [4h, soon]", "p.yaml, line 3", "rules[0].repeat_for[1]: 'soon'", "30 days")]
    [InlineData("quiet_hours: {from: '22:00'}", "p.yaml", "'quiet_hours.to' is missing", "a time of day")]
    [InlineData("quiet_hours: {from: '22:00', to: '24:00'}", "p.yaml, line 1", "quiet_hours.to: '24:00'", "a time of day")]
    [InlineData("quiet_hours: {from: '22:00', to: '06:00', time_zone: Mars/Base}", "p.yaml, line 1", "quiet_hours.time_zone: 'Mars/Base'", "Europe/Rome")]
    [InlineData("quiet_hours: {from: '22:00', to: '06:00', at_most: block}", "p.yaml, line 1", "quiet_hours.at_most: 'block'", "notify or throttle")]
    [InlineData("- a", "p.yaml, line 1", "keys and values", "")]
    [InlineData("a: [", "p.yaml", "not YAML", "")]
    [InlineData("block_at: 20\nblock_at: 30", "p.yaml", "not YAML", "")]
    public void Errors_name_file_line_key_value_and_expectation(string text, string where, string what, string expected)
    {
        var message = Should.Throw<UserErrorException>(() => PolicyFile.Parse(text, "p.yaml")).Message;
        message.ShouldStartWith(where);
        message.ShouldContain(what);
        message.ShouldContain(expected);
    }

    // Lists are equal by what they hold, whatever holds them.
    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);
}
