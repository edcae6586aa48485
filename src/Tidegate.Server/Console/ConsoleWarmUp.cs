using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Tidegate.Server.Access;
using Tidegate.Server.Console.Pages;

namespace Tidegate.Server.Console;

/// <summary>Reads and renders what the first page shows as the service starts, so that whoever opens it first waits neither for cold files nor for code that never ran.</summary>
internal sealed partial class ConsoleWarmUp(PresentCache present, NowReader reader, IServiceProvider services, ILoggerFactory logs, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await Task.WhenAll(present.PrepareAsync(), Task.Run(() => RenderAsync(stoppingToken), stoppingToken));
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is not OutOfMemoryException)
        {
            LogCold(logs.CreateLogger<ConsoleWarmUp>(), e.Message); // whoever opens it first waits a little longer
        }
    }

    [LoggerMessage(1310, LogLevel.Warning, "The console's first page could not be prepared: {Reason}")]
    private static partial void LogCold(ILogger log, string reason);

    private async Task RenderAsync(CancellationToken stop)
    {
        var frame = new Frame { Title = "Now", Part = "now", Who = "", Role = "", Theme = "auto", Address = "/", Site = "", TokenField = "", Token = "", MayAct = true, At = time.GetUtcNow() };
        var now = await reader.ReadAsync(frame, new Caller("tidegate", Role.Analyst, null), stop);
        await using var renderer = new HtmlRenderer(services, logs);
        await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<NowPage>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = now }))).ToHtmlString());
    }
}
