using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Tests.Smpp.Peers;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Xunit;
using Xunit.Abstractions;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>SMSC, clients and proxy are killed at random under load. TIDEGATE_SMPP_KILLS says how often; ten times where it is not set.</summary>
public sealed partial class KillTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-smpp-").FullName;
    private readonly List<Smsc> _smscs = [];
    private readonly int _smscPort = Ports.Free();
    private readonly StringBuilder _logs = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task NothingAcknowledgedIsLost_AndNothingIsDoubled_WhateverIsKilled()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("TIDEGATE_SMPP_KILLS") ?? "10", CultureInfo.InvariantCulture);
        var proxyAt = new IPEndPoint(IPAddress.Loopback, Ports.Free());
        var config = Path.Combine(_folder, "tidegate.yaml");
        await File.WriteAllTextAsync(config, $"mode: enforce\nsmpp: {{listen: '{proxyAt}', upstream: '127.0.0.1:{_smscPort}', enquire_every: 1s}}\n");
        var proxy = await ServeAsync(config);
        await BlockAsync(await proxy.AddressAsync());
        StartSmsc();
        var clients = Enumerable.Range(0, 3).Select(i => new KilledClient(proxyAt, i, 3)).ToList();
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(clients.Select(c => Task.Run(() => c.RunAsync(stop.Token))));
        var random = new Random(20261127);
        for (var kill = 0; kill < kills; kill++)
        {
            await TakenAsync(clients, 150 + random.Next(300));
            if (kill % 3 == 0)
            {
                await _smscs[^1].DisposeAsync();
                await Task.Delay(random.Next(200));
                StartSmsc();
            }
            else if (kill % 3 == 1)
            {
                await clients[random.Next(clients.Count)].KillAsync();
            }
            else
            {
                proxy.Kill();
                Note(proxy);
                proxy = await ServeAsync(config);
            }
        }

        await TakenAsync(clients, 300);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(90));
        Note(proxy);
        await _smscs[^1].DisposeAsync();
        Check(clients, kills);
    }

    private void Check(List<KilledClient> clients, int kills)
    {
        var received = _smscs.SelectMany(s => s.Received).Where(p => SmppHeader.Read(p).Command == CommandId.SubmitSm).Select(Number).ToList();
        received.Distinct().Count().ShouldBe(received.Count, "the SMSC got a number twice");
        received.ShouldAllBe(n => n.StartsWith("39339", StringComparison.Ordinal)); // nothing blocked, whatever was going on
        var given = _smscs.SelectMany(s => s.Answered).ToDictionary(a => a.Key, a => Number(a.Value));
        var taken = clients.SelectMany(c => c.Taken).ToList();
        taken.Count.ShouldBeGreaterThan(kills * 150);
        taken.Select(t => t.Number).Distinct().Count().ShouldBe(taken.Count, "a number was acknowledged twice");
        foreach (var (number, id) in taken) given.GetValueOrDefault(id).ShouldBe(number, "acknowledged with an id that the SMSC gave to another, or to none");
        var refused = clients.SelectMany(c => c.Refused).ToList();
        refused.ShouldNotBeEmpty();
        refused.Where(r => r.Status != CommandStatus.SubmitFailed || !r.Number.StartsWith("99890", StringComparison.Ordinal)).Take(3).ShouldBeEmpty();
        var told = InDoubt().Matches(_logs.ToString()).Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        var unanswered = clients.Sum(c => c.Sent.Count) - taken.Count - refused.Count;
        told.ShouldBeLessThanOrEqualTo(unanswered); // what a client was answered is never in doubt
        output.WriteLine($"{kills} kills: {taken.Count} acknowledged, {refused.Count} refused, {unanswered} unanswered, of which {told} told as in doubt");
    }

    private void StartSmsc() => _smscs.Add(new Smsc(port: _smscPort, ids: string.Create(CultureInfo.InvariantCulture, $"g{_smscs.Count}-")));

    private async Task<Child> ServeAsync(string config)
    {
        var child = Child.Serve(Path.Combine(_folder, "data"), "--config", config);
        await child.AddressAsync();
        return child;
    }

    private void Note(Child child)
    {
        _logs.Append(child.Log);
        child.Dispose();
    }

    private static async Task TakenAsync(List<KilledClient> clients, int more)
    {
        var goal = clients.Sum(c => c.Taken.Count) + more;
        await Wait.UntilAsync(() => clients.Sum(c => c.Taken.Count) >= goal);
    }

    private static async Task BlockAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync("/v1/decisions", new { action = "block", hold = true, scope = new { ranges = new[] { new { from = "998900000000", to = "998909999999" } } }, reason = "attack" });
        ((int)answer.StatusCode).ShouldBe(201);

        // Numbers in sequence, none of which converts, are an attack to detection; here they are honest.
        using var allowed = await http.PostAsJsonAsync("/v1/allowlist", new { scope = new { ranges = new[] { new { from = "393390000000", to = "393399999999" } } }, comment = "the test" });
        ((int)allowed.StatusCode).ShouldBe(201);
    }

    private static string Number(byte[] pdu) => PduBody.TryRead<MessageSm>(pdu.AsSpan(16), out var message, out _) ? Encoding.ASCII.GetString(message.Destination.Digits) : "";

    [GeneratedRegex(@"submissions in doubt: (\d+)")]
    private static partial Regex InDoubt();
}
