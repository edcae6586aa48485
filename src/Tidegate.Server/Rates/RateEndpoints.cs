using System.Text.Json;
using System.Text.Json.Nodes;
using Tidegate.Pricing;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Rates;

/// <summary>/v1/rates.</summary>
internal static class RateEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/rates", AnswerAsync).For(Role.Analyst)
            .WithName("getRates").WithTags("rates").WithSummary("The price lists in force; their version is the ETag.")
            .Asks("version", "an earlier version").Produces<RateVersion>().ProducesProblem(404);
        app.MapPut("/v1/rates", SetAsync).For(Role.Admin)
            .WithName("setRates").WithTags("rates").WithSummary("Sets the price lists, all rows at once, as JSON or CSV. If-Match holds it to the version in force.")
            .Takes<SetRatesForm>("application/json", "text/csv").Asks("comment", "why, where the body is CSV")
            .Produces<RateVersion>().ProducesProblem(400).ProducesProblem(412).ProducesProblem(413);
    }

    private static Task AnswerAsync(HttpContext context, Operators operators)
    {
        var asked = Query.Whole(context.Request, "version", -1, 0, int.MaxValue);
        var version = operators.Rates(asked < 0 ? null : asked) ?? throw ProblemException.NotFound("version of the price lists", $"{asked}");
        return Query.AnswerAsync(context, version, version: version.Version);
    }

    private static async Task SetAsync(HttpContext context, Operators operators, LiveSettings settings)
    {
        var bytes = await RequestBody.ReadAllAsync(context, settings.Current.MaxCheckBytes);
        if (bytes.Length == 0) throw ProblemException.Bad("body", "", "{\"rates\":[...]}, or CSV with Content-Type: text/csv");
        var (rates, comment) = Read(context, bytes);
        var version = await operators.SetRatesAsync(rates, comment, DecisionEndpoints.Matches(context), Caller.Of(context));
        await Query.AnswerAsync(context, version, version: version.Version);
    }

    private static (IReadOnlyList<Rate> Rates, string Comment) Read(HttpContext context, byte[] bytes)
    {
        try
        {
            if (context.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true)
                return (RateCsv.Read(bytes), Query.Text(context.Request, "comment") ?? "");
            if (JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is not JsonObject body) throw ProblemException.Bad("body", "", "{\"rates\":[...]}");
            var comment = body["comment"] is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : "";
            return (RateForm.Check(body["rates"]), comment);
        }
        catch (RateException e)
        {
            throw ProblemException.Bad(e.Row == 0 ? $"rates.{e.Key}" : $"rates[{e.Row - 1}].{e.Key}", e.Value, e.Expected);
        }
        catch (InvalidOperationException)
        {
            // JSON can write half of a surrogate pair (\ud800), which is no text.
            throw ProblemException.Bad("body", "a text with half a character", "text of whole Unicode characters");
        }
    }
}
