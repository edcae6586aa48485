using System.Diagnostics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tidegate.Notify;

namespace Tidegate.Server.Telemetry;

/// <summary>
/// Spans of the service: requests, batches of events, notifications. They hold names of routes and channels, counts and outcomes; never
/// an address as it was asked for, a number, or a text of anyone's.
/// </summary>
internal static class Tracing
{
    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "Tidegate.Server";

    /// <summary>Where spans begin. Without an endpoint nobody listens, and it gives none.</summary>
    public static readonly ActivitySource Source = new(SourceName);

    /// <summary>Sends spans by OTLP where an endpoint is set.</summary>
    public static void AddTraces(this IServiceCollection services, TelemetryOptions options)
    {
        if (options.Endpoint is not { } endpoint) return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(options.ServiceName, serviceVersion: typeof(Tracing).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(tracing => tracing
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Share)))
                .AddSource(SourceName, NotifierSpans.SourceName)
                .AddOtlpExporter(otlp =>
                {
                    otlp.Endpoint = endpoint;
                    otlp.Protocol = options.Protocol;
                    otlp.Headers = options.Headers.Length > 0 ? options.Headers : null;
                }));
    }

    /// <summary>A span for each request, by its route; the caller's trace goes on where it sent one.</summary>
    public static async Task TraceAsync(HttpContext context, RequestDelegate next)
    {
        if (!Source.HasListeners())
        {
            await next(context);
            return;
        }

        // The host's own activity, which nobody exports, must not stand between the caller's span and ours.
        var host = Activity.Current;
        Activity.Current = null;
        var goesOn = ActivityContext.TryParse(context.Request.Headers.TraceParent, context.Request.Headers.TraceState, isRemote: true, out var parent);
        using var span = Source.StartActivity(context.Request.Method, ActivityKind.Server, goesOn ? parent : default);
        try
        {
            await next(context);
            span?.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= 500) span?.SetStatus(ActivityStatusCode.Error);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            throw;
        }
        finally
        {
            if (span is not null && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            {
                span.DisplayName = $"{context.Request.Method} {route}";
                span.SetTag("http.route", route);
            }

            span?.SetTag("http.request.method", context.Request.Method);
            span?.Dispose();
            Activity.Current = host;
        }
    }

    /// <summary>A span around the way of a batch from the queue to detection.</summary>
    public static Task<Live.LiveOutcome> BatchAsync(int events, Func<Task<Live.LiveOutcome>> enter)
    {
        var around = Activity.Current;
        if (Source.StartActivity("ingest batch") is not { } span) return enter();
        Activity.Current = around;
        span.SetTag("tidegate.events", events);
        try
        {
            return FinishAsync(span, enter());
        }
        catch (Exception e)
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            span.Dispose();
            throw;
        }
    }

    private static async Task<Live.LiveOutcome> FinishAsync(Activity span, Task<Live.LiveOutcome> entered)
    {
        try
        {
            var outcome = await entered;
            span.SetTag("tidegate.accepted", outcome.Accepted).SetTag("tidegate.duplicates", outcome.Duplicates).SetTag("tidegate.late", outcome.Late);
            return outcome;
        }
        catch (Exception e)
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            throw;
        }
        finally
        {
            span.Stop();
        }
    }
}
