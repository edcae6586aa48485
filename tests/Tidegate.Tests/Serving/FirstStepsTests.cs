using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Serving;

/// <summary>The console's first steps, as a newcomer copies them.</summary>
public sealed partial class FirstStepsTests
{
    [Fact]
    public async Task Commands_DoAsTheyStand_FromAnywhere()
    {
        if (OperatingSystem.IsWindows()) return; // they are commands of a POSIX shell
        using var scratch = new Scratch();
        using var service = TidegateProcess.Start("serve", "--urls", "http://127.0.0.1:0", "--data", scratch.Path("it's data"));
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(service) };
            var commands = Commands().Matches(await client.GetStringAsync("/start")).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Where(c => !c.Contains(" scan ", StringComparison.Ordinal)).ToList();
            commands.Count.ShouldBe(5);

            var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
            start.ArgumentList.Add("-ec");
            start.ArgumentList.Add(string.Join('\n', commands));
            using var shell = Process.Start(start)!;
            var done = TidegateProcess.End(shell, shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
            done.Status.ShouldBe(0, done.Output + done.Error);
            done.Output.ShouldContain("tg_");
            AcceptedOne().Count(done.Output).ShouldBe(2, done.Output); // the event and its conversion
            done.Output.ShouldContain("\"verdict\":\"allow\"");
            (await client.GetAsync("/v1/incidents")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync();
        }
    }

    private static async Task<Uri> AddressAsync(Process service)
    {
        var told = new List<string>();
        while (await service.StandardError.ReadLineAsync() is { } line)
        {
            told.Add(line);
            if (Address().Match(line) is { Success: true } found) return new Uri(found.Groups[1].Value);
        }

        throw new InvalidOperationException("it did not say where it listens: " + string.Join('\n', told));
    }

    [GeneratedRegex("<pre[^>]*>([^<]*)</pre>")]
    private static partial Regex Commands();

    [GeneratedRegex("listening on (http://[^ ,]+)")]
    private static partial Regex Address();

    [GeneratedRegex("\"accepted\":1,")]
    private static partial Regex AcceptedOne();
}
