using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Access;

public sealed class AccountsVerbTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tidegate-accounts-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task KeysAndAccountsOfTheCommandLine_AreSeenByTheRunningService()
    {
        await using var host = await Host.StartAsync(folder: _data);
        var data = Path.Combine(_data, "data");
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(200); // open
        var (status, output, error) = Child.Run(null, "keys", "create", "--role", "admin", "--data", data);
        status.ShouldBe(0, error);
        var key = output.Trim();
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(401); // shut at once
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null, key: key)).Status.ShouldBe(200);

        (status, output, error) = Child.Run(Browser.Password + "\n", null, ["accounts", "create", "Ann", "--role", "analyst", "--data", data]);
        status.ShouldBe(0, error);
        output.ShouldBeEmpty();
        using var ann = await new Browser(host).SignInAsync("ann");
        (await ann.StatusAsync("/v1/incidents")).ShouldBe(200);
        (status, output, error) = Child.Run(null, "accounts", "reset", "ann", "--generate", "--data", data);
        status.ShouldBe(0, error);
        (await ann.StatusAsync("/v1/incidents")).ShouldBe(401);
        await ann.SignInAsync("ann", output.Trim());
        Child.Run(null, "accounts", "disable", "ann", "--data", data).Status.ShouldBe(0);
        (await ann.StatusAsync("/v1/incidents")).ShouldBe(401);
        var list = Child.Run(null, "accounts", "list", "--data", data);
        list.Output.ShouldContain("ann");
        list.Output.ShouldContain("disabled");
        list.Output.ShouldNotContain("$"); // no hash
    }

    [Fact]
    public async Task KeyOfTheCommandLine_IsKnownToEach_OfManyThatComeAtOnce()
    {
        await using var host = await Host.StartAsync(folder: _data);
        for (var round = 0; round < 5; round++)
        {
            var (status, output, error) = Child.Run(null, "keys", "create", "--role", "admin", "--data", Path.Combine(_data, "data"));
            status.ShouldBe(0, error);
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null, key: output.Trim()))));
            answers.ShouldAllBe(a => a.Status == 200);
        }
    }

    [Theory]
    [InlineData("short\n", "at least 12", "create", "ann", "--role", "analyst")]
    [InlineData("", "expected the password in its first line", "create", "ann", "--role", "analyst")]
    [InlineData("correct-horse-battery\n", "expected analyst, customer or admin", "create", "ann", "--role", "boss")]
    [InlineData("correct-horse-battery\n", "expected the customer that the account is bound to", "create", "ann", "--role", "customer")]
    [InlineData("correct-horse-battery\n", "a name of 1 to 64 characters", "create", "ann smith", "--role", "admin")]
    [InlineData(null, "the name of an account", "disable", "nobody")]
    public void BadInput_EndsWithStatusTwo_AndSaysWhatWasExpected(string? input, string expected, params string[] args)
    {
        var (status, output, error) = Child.Run(input, null, ["accounts", .. args, "--data", _data]);
        status.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain(expected);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, error);
    }

    [Fact]
    public async Task AddressOfOthers_IsServed_OnceThereIsAnAccount()
    {
        Child.Run(null, "serve", "--data", _data, "--urls", "http://0.0.0.0:0").Error.ShouldContain("no keys and no accounts");
        Child.Run(null, "accounts", "create", "ann", "--role", "admin", "--generate", "--data", _data).Status.ShouldBe(0);
        using var child = Child.ServeOn("http://0.0.0.0:0", _data);
        var address = new UriBuilder(await child.AddressAsync()) { Host = "127.0.0.1" }.Uri;
        using var client = new HttpClient { BaseAddress = address };
        ((int)(await client.GetAsync("/v1/incidents")).StatusCode).ShouldBe(401);
        ((int)(await client.GetAsync("/health/live")).StatusCode).ShouldBe(200);
    }
}
