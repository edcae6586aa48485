using System.Text.Json;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>Turns what goes wrong into problems; a defect of ours is logged and told without its inside.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, ContentLength: null } && context.GetEndpoint() is null && context.Response.StatusCode == StatusCodes.Status404NotFound)
                await Problems.WriteAsync(context, new ProblemException(StatusCodes.Status404NotFound, "no such address", "path", context.Request.Path.Value ?? "", "an address of /openapi/v1.json"));
        }
        catch (ProblemException problem)
        {
            await Problems.WriteAsync(context, problem);
        }
        catch (JsonException e)
        {
            await Problems.WriteAsync(context, new ProblemException(StatusCodes.Status400BadRequest, "the body is not the JSON that was expected", e.Path ?? "body", "", e.Message));
        }
        catch (QueueFullException)
        {
            await Problems.WriteAsync(context, Problems.Full(context));
        }
        catch (NotDurableException e)
        {
            await Problems.WriteAsync(context, Problems.NotDurable(context, e));
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            await Problems.WriteAsync(context, Problems.NotDurable(context, new NotDurableException("the case store cannot be used: " + e.Message, e)));
        }
        catch (BadHttpRequestException e)
        {
            await Problems.WriteAsync(context, new ProblemException(e.StatusCode, e.Message, "body", "", "a request within the limits"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogDefect(log, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "", e);
            await Problems.WriteAsync(context, new ProblemException(StatusCodes.Status500InternalServerError, "a defect of Tidegate's; it is in its log"));
        }
    }

    [LoggerMessage(1100, LogLevel.Error, "{Method} {Endpoint} failed")]
    private static partial void LogDefect(ILogger log, string method, string endpoint, Exception error);
}
