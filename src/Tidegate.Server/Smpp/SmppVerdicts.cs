using System.Collections.Concurrent;
using System.Text;
using Tidegate.Enforcement;
using Tidegate.Server.Engine;
using Tidegate.Smpp.Text;
using Tidegate.Traffic.Reading;

namespace Tidegate.Server.Smpp;

/// <summary>Asks the engine about submissions. What fails here lets the message pass, and is counted.</summary>
internal sealed partial class SmppVerdicts(LiveEngine engine, SmppOptions options, PartVerdicts parts, SmppCounts counts, TimeProvider time, ILogger<SmppVerdicts> log)
{
    // Of what is throttled one message passes in this time; a client is never told to slow down, for that stops its good traffic.
    private static readonly TimeSpan Trickle = TimeSpan.FromSeconds(30);

    private const int MostTrickles = 10_000;
    private readonly byte[] _supplier = Encoding.UTF8.GetBytes(options.Supplier);
    private readonly ConcurrentDictionary<string, long> _trickled = new(StringComparer.Ordinal);

    /// <summary>The number of an address, 0 where it is none. Type of number and numbering plan are too often wrong to be asked.</summary>
    public static ulong Number(ReadOnlySpan<byte> digits) => DestinationParser.Read(digits, out var number) is null ? number : 0;

    /// <summary>Whether a submission is to be refused.</summary>
    /// <param name="account">Who submits.</param>
    /// <param name="sender">source_addr.</param>
    /// <param name="destination">The number; 0 where it cannot be read.</param>
    /// <param name="part">Which part of its message it is.</param>
    public bool IsBlocked(SmppAccount account, ReadOnlySpan<byte> sender, ulong destination, in Concatenation part)
    {
        try
        {
            if (part.Total <= 1) return Ask(account.Utf8, sender, destination);
            var name = SmppEvent.Name(sender);
            return parts.Blocked(account.Name, name, destination, part, () => Ask(account.Utf8, Encoding.UTF8.GetBytes(name), destination));
        }
        catch (Exception e)
        {
            counts.FailedOpen.Add();
            LogFailed(e);
            return false;
        }
    }

    private bool Ask(byte[] customer, ReadOnlySpan<byte> sender, ulong destination)
    {
        var verdict = engine.Enforcer.Check(
            new Question { Customer = customer, Sender = sender, Supplier = _supplier, Destination = destination },
            engine.Clock.Now,
            engine.IsStale);
        return verdict.Action switch
        {
            VerdictAction.Block => true,
            VerdictAction.Throttle => !Trickles(verdict.Order?.Id ?? ""),
            _ => false,
        };
    }

    private bool Trickles(string order)
    {
        var now = time.GetTimestamp();
        if (_trickled.Count > MostTrickles) _trickled.Clear();
        if (!_trickled.TryGetValue(order, out var last)) return _trickled.TryAdd(order, now);
        return time.GetElapsedTime(last, now) >= Trickle && _trickled.TryUpdate(order, now, last);
    }

    [LoggerMessage(LogLevel.Error, "no verdict could be given; the message passes")]
    private partial void LogFailed(Exception error);
}

/// <summary>Who is bound.</summary>
internal sealed record SmppAccount(string Name)
{
    /// <summary>The name as verdicts are asked with it.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Name);
}
