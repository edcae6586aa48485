using Microsoft.AspNetCore.Antiforgery;
using Tidegate.Server.Http;

namespace Tidegate.Server.Access;

/// <summary>
/// Keeps other sites from using the browser of someone who is signed in, or of someone on a machine where the service is open:
/// what a browser says of where a request comes from, and for sessions an antiforgery token too.
/// </summary>
internal static class CrossSite
{
    /// <summary>Header that the token of GET /v1/session is sent back in.</summary>
    public const string TokenHeader = "X-CSRF-Token";

    /// <summary>Throws when a request would change something, or open a web socket, at the bidding of another site.</summary>
    public static void CheckOrigin(HttpRequest request)
    {
        if (IsSafe(request.Method) && !request.HttpContext.WebSockets.IsWebSocketRequest && !request.Headers.ContainsKey("Sec-WebSocket-Key")) return;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (site is "same-origin" or "none") return;
        if (site.Length == 0 && origin.Length == 0) return; // no browser; it has no cookies of anybody's either
        if (site is "" && Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)) return;
        throw new ProblemException(StatusCodes.Status403Forbidden, "another site asked for this", "Origin", origin.Length > 0 ? origin : site, "a request from this site");
    }

    /// <summary>Throws when an open service is asked under a name that is not this machine's: a name of another's that leads here (DNS rebinding).</summary>
    public static void CheckLocalName(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)) return;
        if (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address)) return;
        throw new ProblemException(StatusCodes.Status403Forbidden, "without keys or accounts it is open to this machine alone", "Host", host, "localhost or 127.0.0.1");
    }

    /// <summary>Throws when an unsafe request with a session has no antiforgery token, or another one.</summary>
    public static async Task CheckTokenAsync(HttpContext context)
    {
        if (IsSafe(context.Request.Method)) return;
        try
        {
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
        }
        catch (AntiforgeryValidationException e)
        {
            throw new ProblemException(StatusCodes.Status403Forbidden, "with a session a token is needed, so that no other site can do this", TokenHeader, "", "the csrf_token of GET /v1/session, and the cookie that came with it: " + e.Message);
        }
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
