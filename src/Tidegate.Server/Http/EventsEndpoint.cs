using System.Buffers;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Http;

/// <summary>POST /v1/events: NDJSON of any length, or a JSON array; answered when all of it is durable.</summary>
internal static class EventsEndpoint
{
    private const int ChunkBytes = 1 << 20;
    private const int MostOnTheWay = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/v1/events", PostAsync)
        .For(Role.Ingest)
        .WithName("postEvents").WithTags("ingest").WithSummary("Takes events in: NDJSON or a JSON array, plain, gzip or zstd. 202 once all of it is durable.")
        .Takes<EventForm>("application/x-ndjson", "application/json").Produces<Intake>(StatusCodes.Status202Accepted)
        .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429).ProducesProblem(503);

    private static async Task PostAsync(HttpContext context, LiveEngine engine, ServeOptions options)
    {
        engine.Admit();
        var intake = new EventIntake(options.MaxLineBytes, Caller.Of(context).Customer, options.Evidence.KeepsIds);
        var sum = new IntakeSum(intake);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes + options.MaxLineBytes);
        try
        {
            await using var body = new RequestBody(context, options.MaxBodyBytes);
            var filled = await body.FillAsync(buffer, 0, ChunkBytes, context.RequestAborted);
            if (IsArray(buffer.AsSpan(0, filled))) await TakeArrayAsync(context, body, buffer.AsMemory(0, filled), engine, intake, sum);
            else await TakeLinesAsync(context, body, buffer, filled, engine, intake, sum);
            await sum.SettleAsync();
        }
        catch (Exception e) when (e is QueueFullException or NotDurableException or ProblemException or InvalidDataException or ZstdSharp.ZstdException)
        {
            await sum.SettleQuietlyAsync();
            var problem = e switch
            {
                QueueFullException => Problems.Full(context),
                NotDurableException lost => Problems.NotDurable(context, lost),
                ProblemException known => known,
                _ => new ProblemException(StatusCodes.Status400BadRequest, "the body cannot be unpacked: " + e.Message, "Content-Encoding", context.Request.Headers.ContentEncoding.ToString(), "gzip or zstd that is whole"),
            };
            await Problems.WriteAsync(context, problem, sum.Accepted + sum.Duplicates > 0 ? new Dictionary<string, object?> { ["accepted"] = sum.Accepted, ["duplicates"] = sum.Duplicates } : null);
            return;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(sum.Told(), Book.Json, context.RequestAborted);
    }

    // An array, or one object printed over several lines.
    private static bool IsArray(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart(" \t\r\n"u8);
        if (head.IsEmpty || head[0] == '[') return !head.IsEmpty;
        var newline = head.IndexOf((byte)'\n');
        return head[0] == '{' && newline >= 0 && head[..newline].TrimEnd(" \t\r"u8) is [.., (byte)'{' or (byte)','];
    }

    private static async Task TakeLinesAsync(HttpContext context, RequestBody body, byte[] buffer, int filled, LiveEngine engine, EventIntake intake, IntakeSum sum)
    {
        var skipping = false;
        for (var ended = false; ; ended = body.Ended)
        {
            if (skipping)
            {
                var end = buffer.AsSpan(0, filled).IndexOf((byte)'\n');
                skipping = end < 0;
                filled = Shift(buffer, end < 0 ? filled : end + 1, filled);
            }

            var last = ended ? filled - 1 : buffer.AsSpan(0, filled).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                if (intake.TakeLines(buffer.AsSpan(0, last + 1)) is { } batch) await EnterAsync(context, engine, batch, sum);
                filled = Shift(buffer, last + 1, filled);
            }
            else if (filled > buffer.Length - ChunkBytes)
            {
                intake.RejectLong(buffer.AsSpan(0, filled));
                skipping = true;
                filled = 0;
            }

            if (ended) return;
            filled = await body.FillAsync(buffer, filled, ChunkBytes, context.RequestAborted);
        }
    }

    private static int Shift(byte[] buffer, int count, int filled)
    {
        buffer.AsSpan(count, filled - count).CopyTo(buffer);
        return filled - count;
    }

    private static async Task TakeArrayAsync(HttpContext context, RequestBody body, ReadOnlyMemory<byte> head, LiveEngine engine, EventIntake intake, IntakeSum sum)
    {
        using var whole = new MemoryStream();
        whole.Write(head.Span);
        await body.CopyToAsync(whole, context.RequestAborted);
        if (intake.TakeArray(whole.GetBuffer().AsSpan(0, (int)whole.Length)) is { } batch) await EnterAsync(context, engine, batch, sum);
    }

    // The first of a request is refused at once when there is no room; later ones wait, so that a long stream gets through.
    private static async Task EnterAsync(HttpContext context, LiveEngine engine, LiveBatch batch, IntakeSum sum)
    {
        for (; ; )
        {
            try
            {
                sum.Add(engine.AppendAsync(batch));
                break;
            }
            catch (QueueFullException) when (sum.Begun)
            {
                await Task.Delay(Pause, context.RequestAborted);
            }
        }

        await sum.SettleAsync(leave: MostOnTheWay);
    }
}
