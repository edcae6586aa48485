using System.Collections.Concurrent;
using System.Text;
using Tidegate.Enforcement;
using Tidegate.Server.Engine;
using Tidegate.Smpp.Text;

namespace Tidegate.Server.Smpp;

/// <summary>Asks the engine about submissions. What fails here lets the message pass, and is counted.</summary>
internal sealed partial class SmppVerdicts(LiveEngine engine, PartVerdicts parts, SmppCounts counts, TimeProvider time, ILogger<SmppVerdicts> log)
{
    // Of what is throttled one message passes in this time; a client is never told to slow down, for that stops its good traffic.
    private static readonly TimeSpan Trickle = TimeSpan.FromSeconds(30);

    private const int MostTrickles = 10_000;
    private readonly ConcurrentDictionary<string, long> _trickled = new(StringComparer.Ordinal);

    /// <summary>The ruling on a submission.</summary>
    /// <param name="account">Who submits.</param>
    /// <param name="sender">source_addr.</param>
    /// <param name="destination">The number; 0 where it cannot be read.</param>
    /// <param name="part">Which part of its message it is.</param>
    public Ruling On(SmppAccount account, ReadOnlySpan<byte> sender, ulong destination, in Concatenation part)
    {
        Ruling ruling;
        try
        {
            if (part.Total <= 1)
            {
                ruling = Ask(account, sender, destination);
            }
            else
            {
                var name = SmppEvent.Name(sender);
                ruling = parts.On(account.Customer, name, destination, part, () => Ask(account, Encoding.UTF8.GetBytes(name), destination));
            }
        }
        catch (Exception e)
        {
            LogFailed(e);
            ruling = Failed(account, Ruling.Pass);
        }

        if (ruling != Ruling.Block || account.Options.Block != BlockMode.Shadow) return ruling;
        counts.Shadowed.Add();
        account.Shadowed.Add();
        return Ruling.Pass;
    }

    private Ruling Ask(SmppAccount account, ReadOnlySpan<byte> sender, ulong destination)
    {
        var verdict = engine.Enforcer.Check(
            new Question { Customer = account.Utf8, Sender = sender, Supplier = account.SupplierUtf8, Destination = destination },
            engine.Clock.Now,
            engine.IsStale);
        var ruling = verdict.Action switch
        {
            VerdictAction.Block => Ruling.Block,
            VerdictAction.Throttle => Trickles(verdict.Order?.Id ?? "") ? Ruling.Pass : Ruling.Block,
            _ => Ruling.Pass,
        };
        if (!engine.IsStale && !engine.Enforcer.Failures.IsForced(FailureKind.TableStale)) return ruling;

        // Orders that are known are followed all the same; only what failure_policies alone would refuse passes where open.
        return engine.Mode == RunMode.Monitor ? ruling : Failed(account, verdict.Order is null && account.Options.OnFailure == OnFailure.Open ? Ruling.Pass : ruling);
    }

    private Ruling Failed(SmppAccount account, Ruling otherwise)
    {
        if (account.Options.OnFailure == OnFailure.Closed)
        {
            counts.FailedClosed.Add();
            return Ruling.Fail;
        }

        if (otherwise == Ruling.Pass) counts.FailedOpen.Add();
        return otherwise;
    }

    private bool Trickles(string order)
    {
        var now = time.GetTimestamp();
        if (_trickled.Count > MostTrickles) _trickled.Clear();
        if (!_trickled.TryGetValue(order, out var last)) return _trickled.TryAdd(order, now);
        return time.GetElapsedTime(last, now) >= Trickle && _trickled.TryUpdate(order, now, last);
    }

    [LoggerMessage(LogLevel.Error, "no verdict could be given; the message is treated by on_failure")]
    private partial void LogFailed(Exception error);
}
