using System.Text;
using System.Text.Json;
using Tidegate.Live;
using Tidegate.Reporting;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Http;

/// <summary>A conversion in our own form; those of Mitto, Vonage, Twilio, Infobip, AWS, Bird, 8x8 and BICS are taken too.</summary>
internal sealed record ConversionForm(string MessageId)
{
    public string? Customer { get; init; }

    /// <summary>Default true.</summary>
    public bool? Converted { get; init; }

    /// <summary>Default now.</summary>
    public DateTimeOffset? Time { get; init; }
}

/// <summary>POST /v1/conversions, and the addresses that vendors' own clients use.</summary>
internal static class ConversionsEndpoint
{
    public static void Map(IEndpointRouteBuilder app)
    {
        Describe(app.MapPost("/v1/conversions", PostAsync), "postConversions", "Takes conversions: our own form, single or {\"conversions\":[...]} or an array; Mitto {\"messageId\"}; Vonage message-id, delivered, timestamp; Twilio MessageSid, Outcome; AWS MessageId, MessageFeedbackStatus; Bird messageId, status; 8x8 umid, outcome; ids alone.")
            .Takes<ConversionForm>("application/json", "application/x-www-form-urlencoded");
        Describe(app.MapPost("/v1/conversions/{messageId}", PostAsync), "postConversion", "The code of a message was used (or was not: {\"converted\":false}).");
        Describe(app.MapPost("/ct/1/log/end/{messageId}", PostAsync), "postConversionInfobip", "As Infobip's clients report it.");
        Describe(app.MapPost("/sms/converted", PostAsync), "postConversionMitto", "As Mitto's clients report it.");
        Describe(app.MapPost("/conversions/sms", PostAsync), "postConversionVonage", "As Vonage's clients report it.");
        Describe(app.MapPost("/2010-04-01/Accounts/{account}/Messages/{messageId}/Feedback.json", PostAsync), "postConversionTwilio", "As Twilio's clients report it.");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder builder, string name, string summary) => builder
        .For(Role.Ingest | Role.Customer).WithName(name).WithTags("ingest").WithSummary(summary)
        .Produces<ConversionIntake>(StatusCodes.Status202Accepted).ProducesProblem(400).ProducesProblem(429).ProducesProblem(503);

    private static async Task PostAsync(HttpContext context, LiveEngine engine, LiveSettings settings)
    {
        var found = new List<Conversion>();
        var body = await RequestBody.ReadAllAsync(context, settings.Current.MaxCheckBytes);
        if (!System.Text.Unicode.Utf8.IsValid(body)) throw ProblemException.Bad("body", "", "UTF-8 text");
        var path = context.Request.RouteValues["messageId"] as string;
        var shared = new ConversionFields();
        foreach (var (name, value) in context.Request.Query) shared.Take(name, value.ToString());
        if (path is not null) shared.Take("message_id", path);
        if (body.AsSpan().Trim(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..]) ConversionForms.ReadJson(body, shared, found);
        else ConversionForms.ReadForm(Encoding.UTF8.GetString(body), shared, found);
        var intake = new EventIntake(settings.Current.MaxLineBytes, Caller.Of(context).Customer);
        var lines = new MemoryStream();
        foreach (var conversion in found.Where(c => c.Converted is not null)) conversion.Write(lines, engine.Clock.Now);
        var batch = intake.TakeLines(lines.GetBuffer().AsSpan(0, (int)lines.Length));
        var outcome = batch is null ? null : await engine.AppendAsync(batch);
        await Query.AnswerAsync(
            context,
            new ConversionIntake(outcome?.Accepted ?? 0, outcome?.Duplicates ?? 0, outcome?.Orphans ?? 0, found.Count(c => c.Converted is null), intake.Rejected),
            StatusCodes.Status202Accepted);
    }
}

/// <summary>What became of reported conversions.</summary>
/// <param name="Accepted">Taken.</param>
/// <param name="Duplicates">Reported before.</param>
/// <param name="Orphans">Of the accepted, those whose message is not known (any more).</param>
/// <param name="Ignored">Reports that say neither that a code was used nor that it was not ("resent").</param>
/// <param name="Rejected">Reports that could not be taken.</param>
internal sealed record ConversionIntake(long Accepted, long Duplicates, long Orphans, long Ignored, IReadOnlyList<RejectedRecord> Rejected);

/// <summary>A conversion as read from whatever form. Converted null: it says neither.</summary>
internal sealed record Conversion(string MessageId, string? Customer, bool? Converted, string? Time)
{
    /// <summary>Writes it as an event of the contract.</summary>
    public void Write(Stream to, long now)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteString("type", "conversion");
            json.WriteString("time", Time ?? Phrases.Rfc3339(DateTimeOffset.FromUnixTimeMilliseconds(now)));
            json.WriteString("message_id", MessageId);
            if (Customer is not null) json.WriteString("customer", Customer);
            json.WriteBoolean("converted", Converted ?? true);
            json.WriteEndObject();
        }

        to.WriteByte((byte)'\n');
    }
}
