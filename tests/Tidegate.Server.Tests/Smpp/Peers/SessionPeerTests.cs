using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Tidegate.Smpp.Sessions;
using Tidegate.Smpp.Text;

namespace Tidegate.Server.Tests.Smpp.Peers;

/// <summary>The library's sessions, both sides, with node-smpp on the other.</summary>
public sealed class SessionPeerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [PeerFact]
    public async Task Client_WithNodeSmpp_SubmitsInAWindow_TakesReceipts_AndUnbinds()
    {
        using var smsc = await NodeSmsc.StartAsync();
        var receipts = new ConcurrentDictionary<string, MessageState>();
        var session = await SmppClient.BindAsync(Options(smsc.Port, (session, header, pdu) =>
        {
            session.Answer(header, CommandStatus.Ok);
            if (PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _) && DeliveryReceipt.TryRead(message.Settings.EsmClass, message.UserData, message.Tlvs, out var receipt))
                receipts[Encoding.ASCII.GetString(receipt.MessageId)] = receipt.State;
        }));
        session.SystemId.ShouldBe("node-smpp");
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => SubmitAsync(session, i))).WaitAsync(Patience);
        answers.ShouldAllBe(a => a.IsOk);
        answers.Select(a => a.MessageId).ShouldBeUnique();
        await Wait.UntilAsync(() => receipts.Count == 300);
        receipts.Keys.Order().ShouldBe(answers.Select(a => a.MessageId).Order());
        receipts.Values.ShouldAllBe(s => s == MessageState.Delivered);
        (await session.EnquireAsync()).IsOk.ShouldBeTrue();
        (await session.UnbindAsync().WaitAsync(Patience))!.IsOk.ShouldBeTrue();
        await Wait.UntilAsync(() => smsc.Said("receipt_taken").Count == 300);
        smsc.Said("submit_sm").Select(s => s["text"]!.GetValue<string>()).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 300).Select(i => $"message {i} €").Order(StringComparer.Ordinal));
    }

    [PeerFact]
    public async Task Client_WhoseNodeSmppIsKilled_SaysWhatIsInDoubt_AndBindsAgain()
    {
        using var smsc = await NodeSmsc.StartAsync();
        await using var session = await SmppClient.BindAsync(Options(smsc.Port, null));
        (await SubmitAsync(session, 0).WaitAsync(Patience)).IsOk.ShouldBeTrue();
        var submissions = Enumerable.Range(1, 2000).Select(i => SubmitAsync(session, i)).ToList();
        smsc.Kill();
        var (taken, doubtful, unsent) = (1, 0, 0);
        foreach (var submission in submissions)
        {
            try
            {
                if ((await submission.WaitAsync(Patience)).IsOk) taken++;
            }
            catch (SmppSessionException e)
            {
                if (e.InDoubt) doubtful++;
                else unsent++;
            }
        }

        (taken + doubtful + unsent).ShouldBe(2001);
        doubtful.ShouldBeInRange(1, 50); // never more than the window
        smsc.Said("submit_sm").Count.ShouldBeInRange(taken, taken + doubtful);
        (await session.Ended.WaitAsync(Patience)).ShouldNotBeNull();
        await smsc.ReturnAsync();
        await using var again = await SmppClient.BindAsync(Options(smsc.Port, null));
        (await SubmitAsync(again, 9999).WaitAsync(Patience)).IsOk.ShouldBeTrue();
    }

    [PeerFact]
    public async Task Server_WithNodeSmpp_AnswersSubmissions_SendsReceipts_AndIsUnboundFrom()
    {
        var texts = new ConcurrentQueue<string>();
        var ids = 0;
        await using var listener = new SmppListener(new IPEndPoint(IPAddress.Loopback, 0), new SmppListenerOptions
        {
            SystemId = "tidegate",
            OnBind = static (request, _) => ValueTask.FromResult(request.Password == "right" ? CommandStatus.Ok : CommandStatus.InvalidPassword),
            Session = new SmppSessionOptions
            {
                OnRequest = (session, header, pdu) =>
                {
                    if (!PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _)) throw new InvalidDataException("a submission that cannot be read");
                    texts.Enqueue(MessageText.Decode(message.ShortMessage, message.Settings.DataCoding) ?? "");
                    var id = string.Create(CultureInfo.InvariantCulture, $"id-{Interlocked.Increment(ref ids)}");
                    session.Answer(header, CommandStatus.Ok, new TextResp { HasBody = true, Text = Encoding.ASCII.GetBytes(id) });
                    _ = session.DeliverAsync(new MessageSm { Settings = new MessageSettings { EsmClass = 4 }, ShortMessage = Encoding.ASCII.GetBytes($"id:{id} stat:DELIVRD err:000") });
                },
            },
        });
        var said = await RunAsync(listener.Endpoint.Port, 200);
        said.Where(s => s["event"]!.GetValue<string>() == "error").ShouldBeEmpty();
        var bound = said.Single(s => s["event"]!.GetValue<string>() == "bound");
        (bound["status"]!.GetValue<int>(), bound["system_id"]!.GetValue<string>(), bound["version"]!.GetValue<int>()).ShouldBe((0, "tidegate", 0x34));
        var answered = said.Where(s => s["event"]!.GetValue<string>() == "answered").ToList();
        answered.ShouldAllBe(s => s["status"]!.GetValue<int>() == 0);
        answered.Select(s => s["id"]!.GetValue<string>()).ShouldBeUnique();
        answered.Count.ShouldBe(200);
        said.Count(s => s["event"]!.GetValue<string>() == "receipt").ShouldBe(200);
        said.Single(s => s["event"]!.GetValue<string>() == "unbound")["status"]!.GetValue<int>().ShouldBe(0);
        texts.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 200).Select(i => $"message {i}").Order(StringComparer.Ordinal));
        await Wait.UntilAsync(() => !listener.Sessions.Any());
    }

    private static SmppClientOptions Options(int port, SmppRequested? requested) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        SystemId = "acme",
        Password = "pw",
        BindTimeout = Patience,
        Session = new SmppSessionOptions { Window = 50, OnRequest = requested },
    };

    private static Task<SmppResponse> SubmitAsync(SmppSession session, int number)
    {
        Gsm0338.TryEncode($"message {number} €", out var text).ShouldBeTrue();
        return session.SubmitAsync(new MessageSm
        {
            Source = new SmppAddress(5, 0, "ACME"u8),
            Destination = new SmppAddress(1, 1, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"39339{number:D7}"))),
            Settings = new MessageSettings { RegisteredDelivery = 1 },
            ShortMessage = text,
        });
    }

    private static async Task<List<JsonNode>> RunAsync(int port, int count)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(NodeSmsc.Folder, "esme.js"), port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
