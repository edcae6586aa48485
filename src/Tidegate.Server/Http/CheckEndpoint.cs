using System.Buffers;
using System.Text.Json;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Reporting;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;
using Tidegate.Traffic.Reading;

namespace Tidegate.Server.Http;

/// <summary>POST /v1/check: the verdict on one message, or on each of many.</summary>
internal sealed class CheckEndpoint(LiveEngine engine, LiveSettings settings)
{
    private const int MostMessages = 10_000;
    private int _running;

    public static void Map(IEndpointRouteBuilder app)
    {
        var check = app.ServiceProvider.GetRequiredService<CheckEndpoint>();
        app.MapPost("/v1/check", (Delegate)check.PostAsync)
            .For(Role.Enforcer)
            .WithName("check").WithTags("enforcement").WithSummary("The verdict on one message, or on each of {\"messages\":[...]}. With \"record\": true it counts as the submission too.")
            .Takes<CheckForm>("application/json").Produces<VerdictForm>(StatusCodes.Status200OK)
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);
    }

    private async Task PostAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var overload = Interlocked.Increment(ref _running) > settings.Current.MaxChecks || engine.Enforcer.Failures.IsForced(FailureKind.Overload);
        try
        {
            var body = await RequestBody.ReadAllAsync(context, settings.Current.MaxCheckBytes);
            var messages = new List<Range>();
            var batch = Read(body, messages, out var record);
            if (record) await RecordAsync(body, messages, caller);
            var answer = new ArrayBufferWriter<byte>(256);
            using (var json = new Utf8JsonWriter(answer)) WriteAll(json, body, messages, batch, caller, overload);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.WrittenCount;
            await context.Response.BodyWriter.WriteAsync(answer.WrittenMemory, context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private void WriteAll(Utf8JsonWriter json, byte[] body, List<Range> messages, bool batch, Caller caller, bool overload)
    {
        if (batch)
        {
            json.WriteStartObject();
            json.WriteStartArray("verdicts");
        }

        var (now, stale) = (engine.Clock.Now, engine.IsStale);
        foreach (var message in messages) Answer(json, body.AsSpan(message), caller, now, stale, overload);
        if (!batch) return;
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool Read(byte[] body, List<Range> messages, out bool record)
    {
        try
        {
            return Envelope(body, messages, out record);
        }
        catch (InvalidOperationException)
        {
            // JSON can write half of a surrogate pair (\ud800), which is no name.
            throw ProblemException.Bad("body", "a name with half a character", "names of whole Unicode characters");
        }
    }

    // Finds the messages, and whether they are to be recorded. One message is the body itself.
    private static bool Envelope(byte[] body, List<Range> messages, out bool record)
    {
        record = false;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            Collect(ref reader, messages);
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected a message or {\"messages\":[...]}");
        var batch = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("messages"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("messages: expected an array");
                batch = true;
                Collect(ref reader, messages);
            }
            else if (reader.ValueTextEquals("record"u8))
            {
                reader.Read();
                record = reader.TokenType switch
                {
                    JsonTokenType.True => true,
                    JsonTokenType.False => false,
                    _ => throw new JsonException("record: expected true or false"),
                };
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        if (!batch) messages.Add(0..body.Length);
        return batch;
    }

    private static void Collect(ref Utf8JsonReader reader, List<Range> messages)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("messages: expected objects");
            if (messages.Count == MostMessages) throw new ProblemException(StatusCodes.Status413PayloadTooLarge, "too many messages", "messages", "", $"at most {MostMessages}");
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            messages.Add(start..(int)reader.BytesConsumed);
        }
    }

    private void Answer(Utf8JsonWriter json, Span<byte> message, Caller caller, long now, bool stale, bool overload)
    {
        var values = default(FieldValues);
        if (JsonObjectParser.Parse(message, ref values, out _) is { } fault) throw new JsonException(fault);
        if (overload)
        {
            Write(json, engine.Enforcer.Fail(FailureKind.Overload, now));
            return;
        }

        var customer = In(message, values, Field.Customer);
        if (caller.Customer is { } own)
        {
            var name = System.Text.Encoding.UTF8.GetBytes(own);
            if (!customer.IsEmpty && !customer.SequenceEqual(name))
                throw new ProblemException(StatusCodes.Status403Forbidden, "this key is for another customer", "customer", System.Text.Encoding.UTF8.GetString(customer), "the key's own customer");
            customer = name;
        }

        DestinationParser.Read(In(message, values, Field.Destination), out var destination);
        var unreadable = DestinationParser.Read(In(message, values, Field.Destination), out _) is not null;
        Write(json, engine.Enforcer.Check(
            new Question
            {
                Customer = customer,
                Sender = In(message, values, Field.Sender),
                Supplier = In(message, values, Field.Supplier),
                Network = In(message, values, Field.MccMnc),
                Destination = unreadable ? 0 : destination,
            },
            now,
            stale));
    }

    private static ReadOnlySpan<byte> In(ReadOnlySpan<byte> message, in FieldValues values, Field field) =>
        values[field] is { Kind: ValueKind.String or ValueKind.Number } value ? value.In(message) : [];

    private async Task RecordAsync(byte[] body, List<Range> messages, Caller caller)
    {
        var intake = new EventIntake(settings.Current.MaxLineBytes, caller.Customer, settings.Current.Evidence.KeepsIds);
        var batch = intake.TakeMessages(messages.Select(m => body[m]), engine.Clock.Now);
        if (intake.RejectedCount > 0)
        {
            var first = intake.Rejected[0];
            throw ProblemException.Bad($"messages[{first.Index}].{first.Reason}", first.Value, first.Expected + " (needed with record)");
        }

        if (batch is not null) await engine.AppendAsync(batch);
    }

    private void Write(Utf8JsonWriter json, in Verdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("verdict"u8, Word(verdict.Action));
        if (verdict.Would != verdict.Action) json.WriteString("would"u8, Word(verdict.Would));
        if (verdict.Order is { } order)
        {
            json.WriteString("decision_id"u8, order.Id);
            json.WriteString("reason"u8, order.Reason);
            if (order.IncidentId is not null) json.WriteString("incident_id"u8, order.IncidentId);
            if (order.Until != long.MaxValue) json.WriteString("until"u8, Phrases.Rfc3339(DateTimeOffset.FromUnixTimeMilliseconds(order.Until)));
            else json.WriteNull("until"u8);
            if (verdict.Action != VerdictAction.Allow) Advise(json, order, verdict);
        }
        else
        {
            json.WriteNull("decision_id"u8);
            json.WriteString("reason"u8, verdict.Failure == FailureKind.None ? "no decision covers it" : "failure policy " + FailurePolicies.NameOf(verdict.Failure));
            json.WriteNull("until"u8);
        }

        if (verdict.Failure != FailureKind.None) json.WriteString("failure"u8, FailurePolicies.NameOf(verdict.Failure));
        json.WriteEndObject();
    }

    private void Advise(Utf8JsonWriter json, Order order, in Verdict verdict)
    {
        const long day = 86_400;
        if (order.Until != long.MaxValue)
            json.WriteNumber("retry_after_seconds"u8, verdict.Action == VerdictAction.Throttle ? 30 : Math.Clamp((order.Until - verdict.Now) / 1000, 1, day));
        else json.WriteNull("retry_after_seconds"u8);
        json.WriteString("alternative_channel"u8, settings.Current.AlternativeChannel);
    }

    private static ReadOnlySpan<byte> Word(VerdictAction action) => action switch
    {
        VerdictAction.Block => "block"u8,
        VerdictAction.Throttle => "throttle"u8,
        _ => "allow"u8,
    };
}
