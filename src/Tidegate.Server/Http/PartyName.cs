using Microsoft.AspNetCore.Http.Features;

namespace Tidegate.Server.Http;

/// <summary>The party that an address names as its last part.</summary>
internal static class PartyName
{
    // Routing leaves %2F as it is, so a name with a slash would not be found: the address is read as it was sent.
    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0];
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
