using Shouldly;
using Xunit;

namespace Tidegate.Tests.Scanning;

/// <summary>Names in a policy that the traffic does not have.</summary>
public sealed class PolicyNamesTests : IDisposable
{
    private const string Traffic = """
        {"type":"submit","time":"2026-03-02T00:00:08Z","message_id":"m1","customer":"acme","destination":"+393391234567","mccmnc":"22210","supplier":"tim-direct"}
        {"type":"submit","time":"2026-03-02T00:00:09Z","message_id":"m2","customer":"initech","destination":"+994501234567"}

        """;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("monitor_customers: [acme2]", "policy: customer 'acme2' never occurred in the traffic")]
    [InlineData("monitor_customers: [acme, acme2]\nrules: [{ when: { customers: [acme3, acme2, initech] }, then: block }]", "policy: customers 'acme2', 'acme3' never occurred in the traffic")]
    [InlineData("rules: [{ when: { suppliers: [tim], networks: ['22299', '400'], customers: [umbrella] }, then: block }]", "policy: customer 'umbrella'; supplier 'tim'; network '22299' never occurred in the traffic")]
    [InlineData("rules: [{ when: { networks: ['310'] }, then: block }]", "policy: network '310' never occurred in the traffic")]
    [InlineData("rules: [{ when: { networks: ['22201'] }, then: block }]", "policy: network '22201' never occurred in the traffic")]
    public void Names_that_never_occur_are_told_in_one_line_and_change_nothing(string policy, string said)
    {
        var file = _scratch.Write("policy.yaml", policy + "\n");
        var run = TidegateProcess.RunWithInput(Traffic, "scan", "-", "--policy", file);
        run.Status.ShouldBe(0, run.Error);
        run.Error.Split('\n').Where(line => line.Contains("policy", StringComparison.Ordinal)).ShouldBe(["tidegate: " + said]);
        TidegateProcess.RunWithInput(Traffic, "scan", "-", "--policy", file, "-q").ShouldBe(new TidegateProcess.Result(0, "", ""));
        TidegateProcess.RunWithInput(Traffic, "backtest", "-", "--policy", file).Error.ShouldContain(said);
    }

    // The second message states no network: it has that of the numbering plan, as in detection.
    [Theory]
    [InlineData("monitor_customers: [acme, initech]")]
    [InlineData("rules: [{ when: { suppliers: [tim-direct], networks: ['22210', '222', '400', '40001'] }, then: block }]")]
    [InlineData("block_at: 22")]
    public void Names_that_occur_are_not(string policy)
    {
        var run = TidegateProcess.RunWithInput(Traffic, "scan", "-", "--policy", _scratch.Write("policy.yaml", policy + "\n"));
        run.Status.ShouldBe(0, run.Error);
        run.Error.ShouldNotContain("policy");
    }

    [Fact]
    public void A_name_that_customer_asks_for_too_is_told_all_the_same()
    {
        var run = TidegateProcess.RunWithInput(Traffic, "scan", "-", "--customer", "acme2", "--customer", "acme", "--policy", _scratch.Write("policy.yaml", "monitor_customers: [acme2]\n"));
        run.Error.ShouldContain("no record of customer 'acme2'");
        run.Error.ShouldContain("policy: customer 'acme2' never occurred");
    }
}
