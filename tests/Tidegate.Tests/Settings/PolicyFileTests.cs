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
    public void Empty_file_is_the_default_policy(string text) => PolicyFile.Parse(text, "p.yaml").ShouldBeEquivalentTo(DecisionPolicy.Default);

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
}
