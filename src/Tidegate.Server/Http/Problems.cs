using System.Globalization;
using System.Text.Json;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>An error of the caller's: an RFC 9457 problem that names the bad value, where it is, and what was expected.</summary>
internal sealed class ProblemException(int status, string title, string where = "", string value = "", string expected = "") : Exception(title)
{
    public int Status { get; } = status;

    public string Where { get; } = where;

    public string Value { get; } = value;

    public string Expected { get; } = expected;

    /// <summary>400: a value will not do.</summary>
    public static ProblemException Bad(string where, string value, string expected) =>
        new(StatusCodes.Status400BadRequest, $"{where} will not do", where, value, expected);

    /// <summary>404: there is no such thing.</summary>
    public static ProblemException NotFound(string what, string id) =>
        new(StatusCodes.Status404NotFound, $"no {what} with this id", "path", id, $"the id of a {what} that exists");
}

/// <summary>Writes problems.</summary>
internal static class Problems
{
    /// <summary>Writes a problem as the response.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemException problem, IReadOnlyDictionary<string, object?>? also = null)
    {
        if (context.Response.HasStarted) return;
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        var body = new Dictionary<string, object?>
        {
            ["type"] = $"https://tidegate.dev/problems/{problem.Status}",
            ["title"] = problem.Message,
            ["status"] = problem.Status,
            ["instance"] = string.Join('/', (context.Request.Path.Value ?? "").Split('/').Select(MaskSegment)),
        };
        if (problem.Where.Length > 0) body["where"] = problem.Where;
        if (problem.Value.Length > 0) body["value"] = Mask(problem.Value);
        if (problem.Expected.Length > 0) body["expected"] = problem.Expected;
        if (problem.Where.Length > 0) body["detail"] = $"{problem.Where}: '{Mask(problem.Value)}' will not do; expected {problem.Expected}";
        foreach (var (name, value) in also ?? new Dictionary<string, object?>()) body[name] = value;
        await context.Response.WriteAsync(JsonSerializer.Serialize(body, Book.Json), context.RequestAborted);
    }

    /// <summary>429: come again a little later.</summary>
    public static ProblemException Full(HttpContext context)
    {
        var seconds = context.RequestServices.GetRequiredService<LiveEngine>().Refuse();
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new ProblemException(StatusCodes.Status429TooManyRequests, "the queue is full; nothing was taken, send it again", "Retry-After", "", seconds == 1 ? "a pause of a second" : $"a pause of {seconds} seconds");
    }

    /// <summary>503: it cannot be made durable now.</summary>
    public static ProblemException NotDurable(HttpContext context, NotDurableException error)
    {
        context.Response.Headers.RetryAfter = "5";
        return new ProblemException(StatusCodes.Status503ServiceUnavailable, error.Message + "; what was not acknowledged may be sent again", "Retry-After", "", "a pause of five seconds");
    }

    // A number in an address is masked as any other; ids keep their digits.
    private static string MaskSegment(string segment) => segment.Length >= 7 && segment.TrimStart('+').All(char.IsAsciiDigit) ? Mask(segment) : segment;

    private static string Mask(string value) => Traffic.Reading.PhoneMask.Apply(System.Text.Encoding.UTF8.GetBytes(value));
}
