using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shouldly;
using Tidegate.Server.Settings;
using Tidegate.Server.Smpp;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Xunit;
using static Tidegate.Server.Tests.Smpp.Through;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>Who may bind, from where, over what, and to which SMSC.</summary>
public sealed class DoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-smpp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tls_BothWays_CarriesTraffic()
    {
        using var ours = new Certificates(_folder, "ours");
        using var theirs = new Certificates(_folder, "theirs");
        using var certificate = X509Certificate2.CreateFromPemFile(theirs.Issue("smsc.test", true));
        await using var smsc = new Smsc(secure: stream => ServeTlsAsync(stream, certificate));
        await using var host = await Host.StartAsync(Config(smsc, $"tls: {{certificate: {ours.Issue("proxy.test", true)}}}, upstream_tls: {{mode: verify, ca: {theirs.Root}, name: smsc.test}}"));
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!, stream => ClientTlsAsync(stream, "proxy.test", ours.Root, null));
        (await esme.BindAsync("acme")).ShouldBe(CommandStatus.Ok);
        await esme.SubmitAsync(1, Good);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
    }

    [Theory]
    [InlineData("verify", "wrong.test", CommandStatus.BindFailed)]
    [InlineData("verify", "smsc.test", CommandStatus.Ok)]
    [InlineData("unverified", "wrong.test", CommandStatus.Ok)]
    public async Task SmscsCertificate_IsVerified_UnlessToldNotTo(string mode, string name, CommandStatus expected)
    {
        using var theirs = new Certificates(_folder, "theirs");
        using var certificate = X509Certificate2.CreateFromPemFile(theirs.Issue("smsc.test", true));
        await using var smsc = new Smsc(secure: stream => ServeTlsAsync(stream, certificate));
        await using var host = await Host.StartAsync(Config(smsc, $"upstream_tls: {{mode: {mode}, ca: {theirs.Root}, name: {name}}}"));
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        (await esme.BindAsync("acme")).ShouldBe(expected);
    }

    [Fact]
    public async Task SmscsCertificate_OfAnotherAuthority_IsRefused()
    {
        using var theirs = new Certificates(_folder, "theirs");
        using var other = new Certificates(_folder, "other");
        using var certificate = X509Certificate2.CreateFromPemFile(theirs.Issue("smsc.test", true));
        await using var smsc = new Smsc(secure: stream => ServeTlsAsync(stream, certificate));
        await using var host = await Host.StartAsync(Config(smsc, $"upstream_tls: {{mode: verify, ca: {other.Root}, name: smsc.test}}"));
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!);
        (await esme.BindAsync("acme")).ShouldBe(CommandStatus.BindFailed);
        smsc.Binds.ShouldBeEmpty();
    }

    [Fact]
    public async Task ClientCertificate_OfTheNamedAuthorityAlone_IsLetIn()
    {
        using var ours = new Certificates(_folder, "ours");
        using var clients = new Certificates(_folder, "clients");
        using var others = new Certificates(_folder, "others");
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, $"tls: {{certificate: {ours.Issue("proxy.test", true)}, client_ca: {clients.Root}}}"));
        (await BindAsync(clients.Issue("acme.test", false))).ShouldBe(CommandStatus.Ok);
        (await BindAsync(others.Issue("mallory.test", false))).ShouldBeNull();
        (await BindAsync(clients.Issue("server.test", true))).ShouldBeNull();
        (await BindAsync(null)).ShouldBeNull();
        smsc.Binds.Count.ShouldBe(1);

        async Task<CommandStatus?> BindAsync(string? certificate)
        {
            try
            {
                await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!, stream => ClientTlsAsync(stream, "proxy.test", ours.Root, certificate));
                return await esme.BindAsync("acme");
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                return null; // with TLS 1.3 the client learns of it when it reads
            }
        }
    }

    [Fact]
    public async Task Accounts_HaveAddresses_AnSmsc_AndCredentialsOfTheirOwn()
    {
        await using var one = new Smsc();
        await using var two = new Smsc();
        await using var host = await Host.StartAsync(Config(one, $$"""
            only_listed: true, accounts: [
              {system_id: acme, customer: acme-ltd, upstream: '127.0.0.1:{{two.Port}}', supplier: smsc-2, password: own, upstream_system_id: tidegate, upstream_password: secret77, allow: [127.0.0.0/8]},
              {system_id: plain}, {system_id: far, allow: [192.0.2.7]}]
            """));
        var proxy = host.Service<SmppProxy>().Endpoint!;
        foreach (var (id, password, expected) in new[]
        {
            ("acme", "own", CommandStatus.Ok), ("acme", "guessed", CommandStatus.InvalidPassword), ("plain", "its own", CommandStatus.Ok),
            ("far", "x", CommandStatus.BindFailed), ("nobody", "x", CommandStatus.InvalidSystemId),
        })
        {
            await using var esme = await Esme.ConnectAsync(proxy);
            (await esme.BindAsync(id, password)).ShouldBe(expected, id);
        }

        one.Binds.Select(Credentials).ShouldBe([("plain", "its own")]);
        two.Binds.Select(Credentials).ShouldBe([("tidegate", "secret77")]);
        await using var again = await Esme.ConnectAsync(proxy);
        await again.BindAsync("acme", "own");
        await again.SubmitAsync(1, Good);
        await again.ReadAsync();
        await UntilAsync(() => host.Engine.Health().Events == 1);
        await host.KnownAsync("customers", "acme-ltd");
        await host.KnownAsync("suppliers", "smsc-2");
        (await host.GetAsync("/v1/customers"))["items"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ShouldBe(["acme-ltd"]);
        (await host.GetAsync("/v1/suppliers"))["items"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ShouldBe(["smsc-2"]);
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 4000 2775\r\n", null, CommandStatus.Ok)]
    [InlineData("PROXY TCP4 192.0.2.8 192.0.2.1 4000 2775\r\n", null, CommandStatus.BindFailed)]
    [InlineData(null, "0d0a0d0a000d0a515549540a2111000cc0000207c00002010fa00ad7", CommandStatus.Ok)]
    [InlineData(null, "0d0a0d0a000d0a515549540a2111000cc0000208c00002010fa00ad7", CommandStatus.BindFailed)]
    [InlineData(null, "0d0a0d0a000d0a515549540a21210024" + "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "0fa00ad7", CommandStatus.Ok)]
    [InlineData("", null, null)]
    [InlineData("PROXY TCP4 nonsense\r\n", null, null)]
    public async Task ProxyHeader_SaysWhereTheClientIs(string? text, string? hex, CommandStatus? expected)
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, "proxy_protocol_from: [127.0.0.1], accounts: [{system_id: acme, allow: [192.0.2.7, '2001:db8::7']}]"));
        await using var esme = await Esme.ConnectAsync(host.Service<SmppProxy>().Endpoint!, async stream =>
        {
            await stream.WriteAsync(hex is null ? Encoding.ASCII.GetBytes(text!) : Convert.FromHexString(hex));
            return stream;
        });
        if (expected is { } status) (await esme.BindAsync("acme")).ShouldBe(status);
        else await Should.ThrowAsync<IOException>(() => esme.BindAsync("acme"));
    }

    [Theory]
    [InlineData("v1", "192.0.2.7", false)]
    [InlineData("v1", "2001:db8::7", false)]
    [InlineData("v2", "192.0.2.7", true)]
    [InlineData("v2", "2001:db8::7", false)]
    public async Task Smsc_IsToldWhereTheClientIs_BeforeTls(string version, string client, bool tls)
    {
        using var theirs = new Certificates(_folder, "theirs");
        using var certificate = X509Certificate2.CreateFromPemFile(theirs.Issue("smsc.test", true));
        var header = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var smsc = new Smsc(secure: async stream =>
        {
            header.TrySetResult(await HeaderAsync(stream, version));
            return tls ? await ServeTlsAsync(stream, certificate) : stream;
        });
        await using var host = await Host.StartAsync(Config(smsc, $"proxy_protocol_from: [127.0.0.1], upstream_proxy_protocol: {version}{(tls ? $", upstream_tls: {{mode: verify, ca: {theirs.Root}, name: smsc.test}}" : "")}"));
        var proxy = host.Service<SmppProxy>().Endpoint!;
        var six = client.Contains(':', StringComparison.Ordinal);
        await using var esme = await Esme.ConnectAsync(proxy, async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"PROXY {(six ? "TCP6" : "TCP4")} {client} {client} 4000 2775\r\n"));
            return stream;
        });
        (await esme.BindAsync("acme")).ShouldBe(CommandStatus.Ok);
        await esme.SubmitAsync(1, Good);
        SmppHeader.Read(await esme.ReadAsync()).Status.ShouldBe(CommandStatus.Ok);
        var sent = await header.Task;
        var port = proxy.Port.ToString("x4", System.Globalization.CultureInfo.InvariantCulture);
        if (version == "v1") Encoding.ASCII.GetString(sent).ShouldBe(six ? $"PROXY TCP6 2001:db8::7 ::ffff:127.0.0.1 4000 {proxy.Port}\r\n" : $"PROXY TCP4 192.0.2.7 127.0.0.1 4000 {proxy.Port}\r\n");
        else Convert.ToHexStringLower(sent).ShouldBe("0d0a0d0a000d0a515549540a21" + (six ? "210024" + "20010db8000000000000000000000007" + "00000000000000000000ffff7f000001" : "11000c" + "c0000207" + "7f000001") + "0fa0" + port);
    }

    [Fact]
    public async Task ConnectionsThatDoNotBind_AreFewForAnAddress_AndNotForLong()
    {
        await using var smsc = new Smsc();
        await using var host = await Host.StartAsync(Config(smsc, "max_unbound: 2, bind_timeout: 8s"));
        var proxy = host.Service<SmppProxy>().Endpoint!;
        using var first = await SilentAsync();
        using var second = await SilentAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await RefusedAsync()) await Task.Delay(20, patience.Token); // until both are accepted; then their time is not over yet
        (await first.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(0); // its time to bind is over
        await UntilAsync(() => host.Service<SmppCounts>().BindsFailed.Value == 3);
        await using var fourth = await BoundAsync(host);

        async Task<Socket> SilentAsync()
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(proxy);
            await Task.Delay(300); // a start on those that come after
            return socket;
        }

        async Task<bool> RefusedAsync()
        {
            await using var third = await Esme.ConnectAsync(proxy);
            try
            {
                await third.BindAsync("acme");
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    [Theory]
    [InlineData("tls: {certificate: /nowhere.pem}", "smpp.tls.certificate: '/nowhere.pem' will not do; expected a PEM file that can be read")]
    [InlineData("tls: {client_ca: /nowhere.pem}", "smpp.tls.certificate: not set")]
    [InlineData("accounts: [{customer: acme}]", "smpp.accounts[0000].system_id: not set")]
    [InlineData("accounts: [{system_id: a}, {system_id: a}]", "smpp.accounts[0001].system_id: 'a' will not do; expected one that no other account has")]
    [InlineData("accounts: [{system_id: a, upstream_password: b}]", "smpp.accounts[0000].password: not set")]
    [InlineData("accounts: [{system_id: a, allow: [here]}]", "smpp.accounts[0000].allow[0000]: 'here' will not do; expected an address or network")]
    [InlineData("upstream_proxy_protocol: v3", "smpp.upstream_proxy_protocol: 'v3' will not do; expected one of off, v1, v2")]
    [InlineData("block_receipt: delivered", "smpp.block_receipt: 'delivered' will not do; expected one of rejected, undeliverable, expired")]
    public async Task BadSetting_IsToldWithItsPlace(string section, string expected) =>
        (await Should.ThrowAsync<ConfigException>(() => Host.StartAsync($"smpp: {{listen: '127.0.0.1:0', upstream: 'a:1', {section}}}"))).Message.ShouldContain(expected);

    private static async Task<byte[]> HeaderAsync(Stream stream, string version)
    {
        var read = new List<byte>();
        var one = new byte[1];
        while (version == "v1" ? read.LastOrDefault() != (byte)'\n' : read.Count < 16 || read.Count < 16 + read[15])
        {
            await stream.ReadExactlyAsync(one);
            read.Add(one[0]);
        }

        return [.. read];
    }

    private static (string Id, string Password) Credentials(byte[] bind)
    {
        PduBody.TryRead<Bind>(bind.AsSpan(16), out var body, out _).ShouldBeTrue();
        return (Encoding.ASCII.GetString(body.SystemId), Encoding.ASCII.GetString(body.Password));
    }

    private static async Task<Stream> ServeTlsAsync(Stream stream, X509Certificate2 certificate)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(certificate);
        return tls;
    }

    private static async Task<Stream> ClientTlsAsync(Stream stream, string name, string root, string? certificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(root);
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = policy,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate), null, offline: true),
        });
        return tls;
    }
}
