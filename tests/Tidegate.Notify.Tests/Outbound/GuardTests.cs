using System.Net;
using Shouldly;
using Tidegate.Notify.Outbound;
using Tidegate.Notify.Settings;
using Xunit;

namespace Tidegate.Notify.Tests.Outbound;

/// <summary>Nothing that a customer names makes the server reach inside.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Contains_InsideAddress_IsInside(string address) => InsideAddresses.Contains(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void Contains_PublicAddress_IsNot(string address) => InsideAddresses.Contains(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://inside.example:{0}/")]
    [InlineData("http://one-of-two.example:{0}/")]
    [InlineData("http://mapped.example:{0}/")]
    [InlineData("http://metadata.example:{0}/")]
    public async Task Post_AddressOrNameLeadsInside_ConnectsToNothing(string url)
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var http = new OutboundHttp(new OutboundSettings { AllowHttp = true }, Samples.Clock(), ResolveAsync);
        var reply = await http.PostAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, receiver.Url.Port)), "{}"u8.ToArray(), [], [], default);
        reply.Status.ShouldBe(0);
        reply.Text.ShouldContain("not of the public internet");
        reply.Text.ShouldNotContain("127.0.0.1 ");
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_ReceiverIsAllowedByHostAndPort_IsReachedAndNoOtherPort()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var other = await HttpReceiver.StartAsync();
        using var http = new OutboundHttp(new OutboundSettings { AllowInside = [$"inside.example:{receiver.Url.Port}"] }, Samples.Clock(), ResolveAsync);
        (await Post(http, $"http://inside.example:{receiver.Url.Port}/")).Status.ShouldBe(200);
        (await Post(http, $"http://inside.example:{other.Url.Port}/")).Status.ShouldBe(0);
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_NameChangesAfterTheLook_IsResolvedOnceAndConnectedToWhatWasChecked()
    {
        var looks = 0;
        await using var receiver = await HttpReceiver.StartAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        // The first answer is public (TEST-NET would be refused), every later one is loopback.
        using var http = new OutboundHttp(new OutboundSettings(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([++looks == 1 ? IPAddress.Parse("1.0.0.0") : IPAddress.Loopback]));
        try
        {
            (await http.PostAsync(new Uri($"http://rebinding.example:{receiver.Url.Port}/"), "{}"u8.ToArray(), [], [], timeout.Token)).Status.ShouldBe(0);
        }
        catch (OperationCanceledException)
        {
            // Nobody answers at a public address from here.
        }

        looks.ShouldBe(1);
        receiver.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Post_Redirect_IsNotFollowed(int status)
    {
        await using var inside = await HttpReceiver.StartAsync();
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = c =>
        {
            c.Response.StatusCode = status;
            c.Response.Headers.Location = inside.Url.AbsoluteUri;
            return Task.CompletedTask;
        };
        using var http = new OutboundHttp(new OutboundSettings { AllowInside = [receiver.HostAndPort, inside.HostAndPort] }, Samples.Clock());
        (await Post(http, receiver.Url.AbsoluteUri)).Status.ShouldBe(status);
        inside.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_ReceiverRepeatsSecretsAndNumbers_NeitherIsToldAgain()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = async c =>
        {
            c.Response.StatusCode = 403;
            await c.Response.Body.WriteAsync("no: /hook/s3cr3tpath \r\n +49 151 12345678"u8.ToArray());
        };
        using var http = new OutboundHttp(new OutboundSettings { AllowInside = [receiver.HostAndPort] }, Samples.Clock());
        var reply = await http.PostAsync(receiver.Url, "{}"u8.ToArray(), [], [], default);
        reply.Text.ShouldNotContain("s3cr3t");
        reply.Text.ShouldNotContain("12345678");
        reply.Text.ShouldNotContain("\n");
    }

    private static Task<HttpReply> Post(OutboundHttp http, string url) => http.PostAsync(new Uri(url), "{}"u8.ToArray(), [], [], default);

    private static Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellation) => Task.FromResult<IPAddress[]>(name switch
    {
        "one-of-two.example" => [IPAddress.Parse("1.1.1.1"), IPAddress.Loopback],
        "mapped.example" => [IPAddress.Parse("::ffff:127.0.0.1")],
        "metadata.example" => [IPAddress.Parse("169.254.169.254")],
        _ => [IPAddress.Loopback],
    });
}
