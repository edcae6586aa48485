using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>A line of the stream.</summary>
/// <param name="Type">snapshot_begin, decision, snapshot_end, set, gone or heartbeat.</param>
/// <param name="Sequence">Sequence number reached; what `after` takes to go on from here.</param>
internal sealed record StreamLine(string Type, long Sequence)
{
    /// <summary>The decision, for decision, set and gone. Its action may be allow: an allowlist entry.</summary>
    public DecisionForm? Decision { get; init; }

    /// <summary>The traffic's clock, by which decisions end.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>monitor or enforce: whether verdicts are acted on.</summary>
    public string? Mode { get; init; }

    /// <summary>Customers whose traffic is only watched.</summary>
    public IReadOnlyList<string>? MonitorCustomers { get; init; }
}

/// <summary>GET /v1/decisions/stream: a snapshot, then changes by sequence number, for as long as the caller stays.</summary>
internal static class DecisionStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/v1/decisions/stream", FollowAsync).For(Role.Enforcer | Role.Analyst)
        .WithName("streamDecisions").WithTags("enforcement")
        .WithSummary("A snapshot of all decisions and allowlist entries in force (left out when after=SEQ can be gone on from), then changes by sequence number, with a heartbeat every five seconds. NDJSON, or SSE by Accept: text/event-stream.")
        .Asks("after", "the sequence number to go on from")
        .Produces<StreamLine>(StatusCodes.Status200OK, "application/x-ndjson", "text/event-stream").ProducesProblem(400);

    private static async Task FollowAsync(HttpContext context, LiveEngine engine, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        // A service that stops does not wait for those who follow: they decide by their copy, and come back.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var end = ending.Token;
        var events = context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
        var after = After(context.Request);
        var caller = Caller.Of(context);
        var following = await engine.ReadAsync(p => engine.Stream.Follow(after, p));
        try
        {
            context.Response.ContentType = events ? "text/event-stream" : "application/x-ndjson";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            if (following.Snapshot is { } snapshot)
            {
                await Write(Status("snapshot_begin", following.Sequence));
                foreach (var order in snapshot.Where(o => DecisionEndpoints.MaySee(caller, o.Scope)))
                    await Write(new StreamLine("decision", following.Sequence) { Decision = DecisionEndpoints.Form(order) });
                await Write(Status("snapshot_end", following.Sequence));
            }

            foreach (var change in following.Missed) await WriteChange(change);
            await Write(Status("heartbeat", following.Sequence));
            await context.Response.Body.FlushAsync(end);
            await GoOnAsync(following.Sequence);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone, or the service stops.
        }
        finally
        {
            engine.Stream.Leave(following);
        }

        async Task GoOnAsync(long sequence)
        {
            var reader = following.Channel.Reader;
            Task<bool>? more = null;
            for (; ; )
            {
                while (reader.TryRead(out var change))
                {
                    await WriteChange(change);
                    sequence = change.Sequence;
                }

                await context.Response.Body.FlushAsync(end);
                more ??= reader.WaitToReadAsync(end).AsTask();
                if (await Task.WhenAny(more, Task.Delay(Heartbeat, time, end)) == more)
                {
                    if (!await more) return;
                    more = null;
                }
                else
                {
                    await Write(Status("heartbeat", sequence));
                }
            }
        }

        StreamLine Status(string type, long sequence) => new(type, sequence)
        {
            Now = DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now),
            Mode = engine.Enforcer.Current.MonitorAll ? "monitor" : "enforce",
            MonitorCustomers = [.. engine.Enforcer.Current.Monitored.Select(c => engine.Enforcer.Current.Names.Customers[c])],
        };

        Task WriteChange(OrderChange change) => DecisionEndpoints.MaySee(caller, change.Order.Scope)
            ? Write(new StreamLine(change.Gone ? "gone" : "set", change.Sequence) { Decision = DecisionEndpoints.Form(change.Order, inForce: !change.Gone) })
            : Task.CompletedTask;

        Task Write(StreamLine line)
        {
            var json = JsonSerializer.Serialize(line, Book.Json);
            return context.Response.WriteAsync(events ? $"event: {line.Type}\nid: {line.Sequence}\ndata: {json}\n\n" : json + "\n", end);
        }
    }

    // SSE clients that come back say with Last-Event-ID how far they were.
    private static long? After(HttpRequest request)
    {
        var text = Query.Text(request, "after") ?? request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : throw ProblemException.Bad("query.after", text, "a sequence number");
    }
}
