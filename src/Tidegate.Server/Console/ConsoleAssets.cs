using System.Security.Cryptography;
using Tidegate.Server.Access;

namespace Tidegate.Server.Console;

/// <summary>The console's style sheet and script, from within the executable, under names that change with their content.</summary>
internal static class ConsoleAssets
{
    private static readonly Asset Css = Asset.Load("console.css", "text/css; charset=utf-8");
    private static readonly Asset Worker = Asset.Load("away.js", "text/javascript; charset=utf-8");
    private static readonly Asset World = Asset.Load("world.svg", "image/svg+xml");
    private static readonly Asset Mark = Asset.Load("icon.svg", "image/svg+xml");
    private static readonly Asset Js = Asset.Load("console.js", "text/javascript; charset=utf-8");

    /// <summary>Address of the style sheet.</summary>
    public static string Style => Css.Address;

    /// <summary>Address of the script.</summary>
    public static string Script => Js.Address;

    /// <summary>Address of the icon.</summary>
    public static string Icon => Mark.Address;

    /// <summary>Address of what the browser keeps for when the service is away; it changes with the page that it shows then.</summary>
    public static string Away { get; } = $"{Worker.Address}-{Css.Address[^4..]}{Js.Address[^4..]}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/console/" + World.Name, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=86400"; // the style sheet names it without a version
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(World.Content, World.Type);
        }).ForAnyone().ExcludeFromDescription();
        app.MapGet("/console/" + Worker.Name, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Service-Worker-Allowed"] = "/";
            return Results.Bytes(Worker.Content, Worker.Type);
        }).ForAnyone().ExcludeFromDescription();
        foreach (var asset in new[] { Css, Js, Mark })
        {
            app.MapGet("/console/" + asset.Name, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return Results.Bytes(asset.Content, asset.Type);
            }).ForAnyone().ExcludeFromDescription();
        }
    }

    private sealed record Asset(string Name, string Type, byte[] Content, string Address)
    {
        public static Asset Load(string name, string type)
        {
            using var stream = typeof(Asset).Assembly.GetManifestResourceStream("console/" + name) ?? throw new InvalidOperationException($"the executable lacks console/{name}");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new Asset(name, type, content, $"/console/{name}?v={Convert.ToHexStringLower(SHA256.HashData(content))[..12]}");
        }
    }
}
