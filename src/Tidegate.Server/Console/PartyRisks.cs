using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>Risk and trend of a party over the last thirty days.</summary>
/// <param name="Messages">Messages.</param>
/// <param name="Growth">Messages beside the thirty days before; null where there were none.</param>
/// <param name="Risk">The part of its messages that lies in incidents, drawn towards all parties', 0 to 1.</param>
/// <param name="Low">Lower bound of that, 95 %.</param>
/// <param name="High">Upper bound.</param>
public sealed record PartyRisk(long Messages, double? Growth, double Risk, double Low, double High);

/// <summary>Risks of all parties, as the scorecards have them: made in the background, for it takes longer than a page may.</summary>
internal sealed partial class PartyRisks(LiveEngine engine, TimeProvider time, ILogger<PartyRisks> log)
{
    private const int Days = 30;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);

    /// <summary>What was made last of customers or suppliers, by name; null before anything was. Makes it anew when it is old.</summary>
    public IReadOnlyDictionary<string, PartyRisk>? Of(string kind)
    {
        lock (_gate)
        {
            var state = _states.GetValueOrDefault(kind) ?? (_states[kind] = new State());
            if (!state.Running && (state.Known is null || time.GetElapsedTime(state.At) > Fresh))
            {
                state.Running = true;
                _ = Task.Run(() => MakeAsync(kind, state));
            }

            return state.Known;
        }
    }

    private async Task MakeAsync(string kind, State state)
    {
        IReadOnlyDictionary<string, PartyRisk>? made = null;
        try
        {
            var (since, until) = ReportEndpoints.LastDays(engine, Days);
            made = await ReportEndpoints.RisksAsync(engine, kind, since, until);
        }
        catch (IOException e)
        {
            LogFault(log, kind, e.Message);
        }
        finally
        {
            lock (_gate)
            {
                (state.Known, state.At, state.Running) = (made ?? state.Known ?? new Dictionary<string, PartyRisk>(StringComparer.Ordinal), time.GetTimestamp(), false);
            }
        }
    }

    private sealed class State
    {
        public IReadOnlyDictionary<string, PartyRisk>? Known { get; set; }

        public long At { get; set; }

        public bool Running { get; set; }
    }

    [LoggerMessage(1400, LogLevel.Warning, "Risks of each {Kind} cannot be made: {Reason}")]
    private static partial void LogFault(ILogger log, string kind, string reason);
}
