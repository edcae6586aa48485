using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tidegate.Server.Access;

namespace Tidegate.Server.Http;

/// <summary>What a request's body is, for the OpenAPI page alone: any content type is taken, the content tells.</summary>
internal sealed record BodyForm(Type Type, string[] ContentTypes);

/// <summary>A parameter of the query, for the OpenAPI page.</summary>
internal sealed record QueryForm(string Name, string Description);

/// <summary>What /openapi/v1.json says beside the endpoints.</summary>
internal static class OpenApiPage
{
    /// <summary>Says what the body is.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder builder, params string[] contentTypes) =>
        builder.WithMetadata(new BodyForm(typeof(T), contentTypes));

    /// <summary>Says what the query may have.</summary>
    public static RouteHandlerBuilder Asks(this RouteHandlerBuilder builder, string name, string description) =>
        builder.WithMetadata(new QueryForm(name, description));

    /// <summary>Says that it answers a page of a list.</summary>
    public static RouteHandlerBuilder AsksForPage(this RouteHandlerBuilder builder) =>
        builder.Asks("offset", "how many to leave out, from 0").Asks("limit", "how many to tell, 1 to 1000; 100 when left out");

    /// <summary>Describes the service.</summary>
    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Tidegate",
                Version = "1",
                Description = "Finds artificially inflated A2P SMS traffic and halts it. Errors are RFC 9457 problem details.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key: tg_..." };
            document.Components.SecuritySchemes["session"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = PeopleSignIn.Cookie, Description = $"The session of someone who signed in; unsafe requests send {CrossSite.TokenHeader} too." };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] }, new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("session", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<BodyForm>().LastOrDefault() is { } body)
        {
            var schema = await context.GetOrCreateSchemaAsync(body.Type, cancellationToken: cancel);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = body.ContentTypes.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = schema }, StringComparer.Ordinal),
            };
        }

        // Handlers that read the route by themselves state no parameter.
        foreach (var part in (context.Description.RelativePath ?? "").Split('/').Where(p => p is ['{', .., '}']))
        {
            operation.Parameters ??= [];
            if (operation.Parameters.Any(p => p.In == ParameterLocation.Path && p.Name == part[1..^1])) continue;
            operation.Parameters.Add(new OpenApiParameter { Name = part[1..^1], In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        foreach (var query in metadata.OfType<QueryForm>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = query.Name, In = ParameterLocation.Query, Description = query.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        await AddProblemsAsync(operation, context, cancel);
        if (metadata.OfType<AccessRule>().LastOrDefault() is not { } rule) return;
        operation.Description = rule.Open ? "No key is needed." : $"Roles: {rule.Roles.ToString().ToLower(CultureInfo.InvariantCulture)}.";
        if (rule.Open) operation.Security = [];
    }

    // What may come of any request, beside what each endpoint says itself.
    private static async Task AddProblemsAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        List<(int Status, string Title)> common = [];
        if (metadata.OfType<QueryForm>().Any()) common.Add((400, "A value will not do; it is named"));
        if (metadata.OfType<AccessRule>().LastOrDefault() is { Open: false }) common.AddRange([(401, "A key or a session is needed"), (403, "Not for this role, or this customer")]);
        if (context.Description.HttpMethod is not "GET") common.Add((503, "It cannot be made durable now; nothing was changed"));
        var schema = await context.GetOrCreateSchemaAsync(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), cancellationToken: cancel);
        operation.Responses ??= [];
        foreach (var (status, title) in common)
        {
            operation.Responses.TryAdd(
                status.ToString(CultureInfo.InvariantCulture),
                new OpenApiResponse { Description = title, Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() { Schema = schema } } });
        }
    }
}
