using System.Diagnostics;
using System.Globalization;
using System.Net;
using Shouldly;
using Tidegate.Server.Tests.Smpp.Peers;
using Tidegate.Smpp;
using Xunit;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>The proxy when its process may open no more files.</summary>
public sealed class ExhaustionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-smpp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TooManyOpenFiles_ClientsWait_AndAreTakenWhenThereIsRoomAgain()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var smsc = new Smsc();
        var at = new IPEndPoint(IPAddress.Loopback, Ports.Free());
        var config = Path.Combine(_folder, "tidegate.yaml");
        await File.WriteAllTextAsync(config, $"smpp: {{listen: '{at}', upstream: '127.0.0.1:{smsc.Port}'}}\n");
        using var proxy = Child.Serve(Path.Combine(_folder, "data"), "--config", config);
        await proxy.AddressAsync();

        await LimitFilesAsync(proxy, 3); // the standard streams: of others, numbers under ten are free now and then
        await using var waiting = await Esme.ConnectAsync(at);
        await Wait.UntilAsync(() => proxy.Log.Contains("cannot be taken", StringComparison.Ordinal));
        await LimitFilesAsync(proxy, 4096);

        (await waiting.BindAsync("first")).ShouldBe(CommandStatus.Ok);
        await using var next = await Esme.ConnectAsync(at);
        (await next.BindAsync("second")).ShouldBe(CommandStatus.Ok);
    }

    private static async Task LimitFilesAsync(Child child, int most)
    {
        using var limit = Process.Start("prlimit", ["--pid", child.Id.ToString(CultureInfo.InvariantCulture), $"--nofile={most}:{Math.Max(4096, most)}"]);
        await limit.WaitForExitAsync();
        limit.ExitCode.ShouldBe(0);
    }
}
