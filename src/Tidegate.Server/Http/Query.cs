using System.Globalization;
using System.Text.Json;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Http;

/// <summary>Reads what requests state, and says what will not do.</summary>
internal static class Query
{
    /// <summary>What <see cref="TryTime"/> takes.</summary>
    public const string TimeExpected = "an RFC 3339 time such as 2026-03-02T06:00:00Z, of the years 0002 to 9998";

    // What may not be null is refused here, and not found out later.
    private static readonly JsonSerializerOptions Taken = new(Book.Json) { RespectNullableAnnotations = true };

    /// <summary>A whole number of the query.</summary>
    public static int Whole(HttpRequest request, string name, int standard, int least, int most)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0) return standard;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw ProblemException.Bad("query." + name, text, $"a whole number from {least} to {most}");
    }

    /// <summary>A text of the query; null when it is left out.</summary>
    public static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A time of the query, UTC where it states no offset; null when it is left out.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static DateTimeOffset? Time(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text) return null;
        return TryTime(text, out var time) ? time : throw ProblemException.Bad("query." + name, text, TimeExpected);
    }

    /// <summary>A time, UTC where it states no offset. None at the ends of what can be counted: lengths of time are taken from it and added.</summary>
    public static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time) && time.Year is >= 2 and <= 9998;

    /// <summary>The JSON body.</summary>
    public static async Task<T> BodyAsync<T>(HttpContext context)
        where T : class
    {
        var options = context.RequestServices.GetRequiredService<LiveSettings>().Current;
        var bytes = await RequestBody.ReadAllAsync(context, options.MaxCheckBytes);
        if (bytes.Length == 0) throw ProblemException.Bad("body", "", "a JSON object");
        return JsonSerializer.Deserialize<T>(bytes, Taken) ?? throw ProblemException.Bad("body", "null", "a JSON object");
    }

    /// <summary>Answers with JSON and, where given, the version as ETag.</summary>
    public static Task AnswerAsync<T>(HttpContext context, T content, int status = StatusCodes.Status200OK, long? version = null)
    {
        context.Response.StatusCode = status;
        if (version is { } known) context.Response.Headers.ETag = $"\"{known}\"";
        return context.Response.WriteAsJsonAsync(content, Book.Json, context.RequestAborted);
    }

    /// <summary>Throws unless the request's If-Match is left out, "*", or the version.</summary>
    public static void CheckVersion(HttpContext context, long version)
    {
        var match = context.Request.Headers.IfMatch.ToString().Trim();
        if (match.Length == 0 || match == "*" || match == $"\"{version}\"" || match == $"W/\"{version}\"") return;
        context.Response.Headers.ETag = $"\"{version}\"";
        throw new ProblemException(StatusCodes.Status412PreconditionFailed, "it was changed by someone else", "If-Match", match, $"\"{version}\", the version as it is now");
    }
}
