using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Samples;

/// <summary>A test that needs Python.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public const string Python = "/usr/bin/python3";

    public PythonFactAttribute()
    {
        if (!File.Exists(Python)) Skip = "needs " + Python + ": apt-get install python3";
    }
}

/// <summary>samples/enforcer.py against the real service, which goes away and comes back.</summary>
public sealed class EnforcerTests
{
    private const string Driver = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from enforcer import Enforcer
        enforcer = Enforcer(sys.argv[2])
        for line in sys.stdin:
            customer, number = line.split()
            print(*enforcer.check(customer, number), flush=True)
        """;

    [PythonFact]
    public async Task Sample_DecidesAsTheServiceDoes_AlsoWhileItIsAway()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        var block = (await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { customers = new[] { "acme" } }, reason = "unpaid" }, 201))["id"]!.GetValue<string>();
        var allow = (await host.SendAsync(HttpMethod.Post, "/v1/allowlist", new { scope = new { ranges = new[] { new { from = "390612340000", to = "390612340009" } } }, comment = "the office" }, 201))["id"]!.GetValue<string>();
        var start = new ProcessStartInfo(PythonFactAttribute.Python, ["-c", Driver, Path.Combine(MonitoringTests.Repository(), "samples"), host.Client.BaseAddress!.ToString().TrimEnd('/')])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var python = Process.Start(start)!;
        try
        {
            for (var i = 0; i < 300 && await Ask("acme +390699999999") != $"block {block}"; i++) await Task.Delay(50);
            (await Ask("acme +390699999999")).ShouldBe($"block {block}");
            (await Ask("acme +390612340005")).ShouldBe($"allow {allow}");
            (await Ask("other +390699999999")).ShouldBe("allow None");
            await host.RestartAsync(async () =>
            {
                (await Ask("acme +390699999999")).ShouldBe($"block {block}");
                (await Ask("other +390699999999")).ShouldBe("allow None");
            });
        }
        finally
        {
            python.Kill();
        }

        async Task<string?> Ask(string question)
        {
            await python.StandardInput.WriteLineAsync(question);
            return await python.StandardOutput.ReadLineAsync();
        }
    }
}
