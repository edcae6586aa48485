using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tidegate.Server.Access;
using Xunit;

namespace Tidegate.Server.Tests.Access;

public sealed class TotpTests
{
    private static readonly DateTimeOffset Begin = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);

    // RFC 6238, appendix B, the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_AreThoseOfTheRfc(long seconds, string code) =>
        Totp.Code(Encoding.ASCII.GetBytes("12345678901234567890"), Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code);

    // RFC 4648, section 10, without the padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_IsThatOfTheRfc(string text, string encoded) => Totp.Base32(Encoding.ASCII.GetBytes(text)).ShouldBe(encoded);

    [Fact]
    public async Task SecondFactor_IsAskedForOnceConfirmed_AndEachCodeIsGoodOnce()
    {
        var time = new FakeTimeProvider(Begin);
        await using var host = await Host.StartAsync("access: { attempts_per_minute: 1000, lock_after: 100 }", time: time);
        await Browser.MakeAsync(host, "ann", "admin");
        using var ann = await new Browser(host).SignInAsync("ann");
        (await ann.SendAsync(HttpMethod.Post, "/v1/session/totp/confirm", new { code = "123456" })).Status.ShouldBe(409);
        (await ann.SendAsync(HttpMethod.Post, "/v1/session/totp", new { password = "not-the-password" })).Status.ShouldBe(400);
        var offer = JsonNode.Parse((await ann.SendAsync(HttpMethod.Post, "/v1/session/totp", new { password = Browser.Password })).Text)!;
        var secret = Decode(offer["secret"]!.GetValue<string>());
        offer["address"]!.GetValue<string>().ShouldStartWith("otpauth://totp/Tidegate:ann?secret=" + offer["secret"]!.GetValue<string>());
        using (var before = new Browser(host)) (await before.TrySignInAsync("ann")).Status.ShouldBe(201); // not asked for yet
        (await ann.SendAsync(HttpMethod.Post, "/v1/session/totp/confirm", new { code = Wrong(secret, time) })).Status.ShouldBe(400);
        var confirmed = await ann.SendAsync(HttpMethod.Post, "/v1/session/totp/confirm", new { code = Code(secret, time) });
        confirmed.Status.ShouldBe(200, confirmed.Text);
        var recovery = JsonNode.Parse(confirmed.Text)!["recovery_codes"]!.AsArray().Select(c => c!.GetValue<string>()).ToList();
        recovery.Distinct().Count().ShouldBe(10);

        (await TryAsync(host, null)).ShouldBe(401);
        (await TryAsync(host, Code(secret, time))).ShouldBe(401); // it confirmed the secret, so it is used up
        time.Advance(TimeSpan.FromSeconds(30));
        (await TryAsync(host, Wrong(secret, time))).ShouldBe(401);
        (await TryAsync(host, Code(secret, time))).ShouldBe(201);
        (await TryAsync(host, Code(secret, time))).ShouldBe(401);
        (await TryAsync(host, Totp.Code(secret, Totp.StepOf(time.GetUtcNow()) - 1))).ShouldBe(401); // before one that was used
        (await TryAsync(host, Totp.Code(secret, Totp.StepOf(time.GetUtcNow()) + 1))).ShouldBe(201); // a clock that is fast
        (await TryAsync(host, recovery[3])).ShouldBe(201);
        (await TryAsync(host, recovery[3])).ShouldBe(401);
        (await TryAsync(host, recovery[4].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))).ShouldBe(201);
        JsonNode.Parse((await ann.SendAsync(HttpMethod.Get, "/v1/accounts/ann")).Text)!["recovery_codes_left"]!.GetValue<int>().ShouldBe(8);
        await ann.SendAsync(HttpMethod.Post, "/v1/accounts/ann/drop-totp", new { });
        (await TryAsync(host, null)).ShouldBe(201);
    }

    [Fact]
    public async Task OneCodeAtTheSameTime_LetsInOne()
    {
        var time = new FakeTimeProvider(Begin);
        await using var host = await Host.StartAsync("access: { attempts_per_minute: 1000, lock_after: 100 }", time: time);
        await Browser.MakeAsync(host, "ann", "admin");
        using var ann = await new Browser(host).SignInAsync("ann");
        var offer = JsonNode.Parse((await ann.SendAsync(HttpMethod.Post, "/v1/session/totp", new { password = Browser.Password })).Text)!;
        var secret = Decode(offer["secret"]!.GetValue<string>());
        await ann.SendAsync(HttpMethod.Post, "/v1/session/totp/confirm", new { code = Code(secret, time) });
        time.Advance(TimeSpan.FromMinutes(5));
        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TryAsync(host, Code(secret, time))));
        statuses.Count(s => s == 201).ShouldBe(1);
        statuses.Count(s => s == 401).ShouldBe(5);
    }

    private static async Task<int> TryAsync(Host host, string? code)
    {
        using var browser = new Browser(host);
        return (await browser.TrySignInAsync("ann", code: code)).Status;
    }

    private static string Code(byte[] secret, TimeProvider time) => Totp.Code(secret, Totp.StepOf(time.GetUtcNow()));

    private static string Wrong(byte[] secret, TimeProvider time)
    {
        var right = Enumerable.Range(-1, 3).Select(d => Totp.Code(secret, Totp.StepOf(time.GetUtcNow()) + d)).ToHashSet();
        return new[] { "000000", "111111", "222222", "333333" }.First(c => !right.Contains(c));
    }

    private static byte[] Decode(string base32)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.Select(c => Convert.ToString(alphabet.IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
