using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Http;

/// <summary>The OpenAPI document has all that is served, and is one.</summary>
public sealed partial class OpenApiTests
{
    [Fact]
    public async Task EveryEndpoint_IsInIt_WithAllThatItMayAnswer()
    {
        await using var host = await Host.StartAsync();
        var page = await host.GetAsync("/openapi/v1.json");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var seen = 0;
        foreach (var endpoint in host.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods) continue;
            var path = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "}");
            if (endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true })
            {
                path.ShouldNotStartWith("/v1/");
                continue;
            }

            foreach (var method in methods.HttpMethods)
            {
                var operation = page["paths"]?[path]?[method.ToLowerInvariant()];
                operation.ShouldNotBeNull($"{method} {path}");
                seen++;
                Check(method, path, operation, endpoint, ids);
            }
        }

        seen.ShouldBeGreaterThan(60);
        page["paths"]!.AsObject().Sum(p => p.Value!.AsObject().Count).ShouldBe(seen);
    }

    [ValidatorFact]
    public async Task AValidator_TakesIt()
    {
        await using var host = await Host.StartAsync();
        var file = Path.Combine(host.Folder, "openapi.json");
        File.WriteAllText(file, (await host.GetAsync("/openapi/v1.json")).ToJsonString());
        (await ValidateAsync(file)).ShouldBe("valid");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"responses\":", "\"answers\":", StringComparison.Ordinal));
        (await ValidateAsync(file)).ShouldNotBe("valid");
    }

    private static void Check(string method, string path, JsonNode operation, RouteEndpoint endpoint, HashSet<string> ids)
    {
        var where = $"{method} {path}";
        operation["summary"]?.GetValue<string>().ShouldNotBeNullOrEmpty(where);
        ids.Add(operation["operationId"]!.GetValue<string>()).ShouldBeTrue(where);
        var answers = operation["responses"]!.AsObject();
        answers.Any(a => a.Key[0] == '2').ShouldBeTrue(where);
        foreach (var (status, answer) in answers.Where(a => a.Key is not ("202" or "204"))) answer!["content"].ShouldNotBeNull($"{where} {status}");
        foreach (var (status, answer) in answers.Where(a => a.Key[0] is '4')) answer!["content"]!.AsObject().Select(c => c.Key).ShouldBe(["application/problem+json"], $"{where} {status}");
        var open = endpoint.Metadata.GetMetadata<Tidegate.Server.Access.AccessRule>() is { Open: true };
        if (!open) answers.Select(a => a.Key).ShouldHaveAll(["401", "403"], where);
        if (method != "GET") answers.Select(a => a.Key).ShouldHaveAll(["503"], where);
        if (operation["requestBody"] is { } body) body["content"]!.AsObject().ShouldAllBe(c => c.Value!["schema"] != null, where);
        foreach (Match parameter in Parameter().Matches(path))
            operation["parameters"]!.AsArray().ShouldContain(p => p!["name"]!.GetValue<string>() == parameter.Groups[1].Value && p["in"]!.GetValue<string>() == "path", where);
    }

    private static async Task<string> ValidateAsync(string file)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var arg in new[] { "-e", "require('@apidevtools/swagger-parser').validate(process.argv[1]).then(() => console.log('valid'), e => console.log('invalid: ' + e.message))", file }) start.ArgumentList.Add(arg);
        start.Environment["NODE_PATH"] = ValidatorFactAttribute.Modules;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (await output).Trim() + (await error).Trim();
    }

    [GeneratedRegex(":[a-z]+\\}")]
    private static partial Regex Constraint();

    [GeneratedRegex("\\{([A-Za-z]+)\\}")]
    private static partial Regex Parameter();

    /// <summary>A test that needs npm's @apidevtools/swagger-parser.</summary>
    private sealed class ValidatorFactAttribute : FactAttribute
    {
        public static string Modules { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../browser/node_modules"));

        public ValidatorFactAttribute()
        {
            if (!Directory.Exists(Modules + "/@apidevtools/swagger-parser")) Skip = "needs npm ci in tests/browser";
        }
    }
}

/// <summary>Says which of some items are missing.</summary>
internal static class Subsets
{
    public static void ShouldHaveAll(this IEnumerable<string> all, IEnumerable<string> needed, string where) =>
        needed.Except(all, StringComparer.Ordinal).ShouldBeEmpty(where);
}
