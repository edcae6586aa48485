using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Metrics;
using Tidegate.Enforcement;
using Tidegate.Notify;
using Tidegate.Server.Access;
using Tidegate.Server.Backtests;
using Tidegate.Server.Casework;
using Tidegate.Server.Claims;
using Tidegate.Server.Console;
using Tidegate.Server.Engine;
using Tidegate.Server.Packs;
using Tidegate.Server.Http;
using Tidegate.Server.Notifying;
using Tidegate.Server.Privacy;
using Tidegate.Server.Rates;
using Tidegate.Server.Reconciling;
using Tidegate.Server.Respond;
using Tidegate.Server.Scheduling;
using Tidegate.Server.Settings;
using Tidegate.Server.Sharing;
using Tidegate.Server.Smpp;
using Tidegate.Server.Telemetry;
using Tidegate.Server.Watching;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server;

/// <summary>The running service: `tidegate serve`.</summary>
internal sealed class TidegateServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TidegateServer(WebApplication app) => _app = app;

    /// <summary>The services of the running host.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Addresses that it listens on; ports that were 0 are told as they are.</summary>
    public IReadOnlyCollection<string> Addresses => [.. _app.Urls];

    /// <summary>Where its data is.</summary>
    public string DataDirectory => _app.Services.GetRequiredService<EngineOptions>().Data;

    /// <summary>Whether it is open to anyone on this machine, for there are neither keys nor accounts.</summary>
    public bool IsOpen => _app.Services.GetRequiredService<Doors>().AreOpen;

    /// <summary>The mode in force.</summary>
    public string Mode => _app.Services.GetRequiredService<LiveEngine>().Mode.ToString().ToLowerInvariant();

    /// <summary>Comes back to where it was, and listens.</summary>
    /// <param name="source">Where the settings come from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="configure">Changes to what is built, for tests and other hosts.</param>
    /// <exception cref="ConfigException">A setting will not do.</exception>
    /// <exception cref="IOException">The data directory or the address cannot be used.</exception>
    public static async Task<TidegateServer> StartAsync(ServeSource source, TimeProvider? time = null, Action<WebApplicationBuilder>? configure = null)
    {
        var options = source.Read();
        if (options.Smpp is not null) InlineSockets.Ask();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error); // forms too old to take are told to who sent them
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // its keys are in a folder of the service's own
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        AddTidegate(builder.Services, source, options);
        configure?.Invoke(builder);
        var app = builder.Build();
        try
        {
            var engine = app.Services.GetRequiredService<LiveEngine>();
            engine.Enforcer.Failures.Set(options.BlockOn, options.Force);
            app.Services.GetRequiredService<SettingsEdits>().Apply(); // the channels that are told of what is recovered
            app.Services.GetRequiredService<NotifyService>().Attach();
            app.Services.GetRequiredService<FactPrivacy>().Attach(engine);
            engine.Recover(options.Mode);
            if (!ServeConfig.IsLoopback(options.Urls) && !app.Services.GetRequiredService<Doors>().AnyoneHasAKey)
                throw new ConfigException($"urls: '{options.Urls}' can be reached from other machines and there are no keys and no accounts; expected a loopback address, or one of them first: tidegate keys create --role admin --data {options.Engine.Data}, tidegate accounts create NAME --role admin --data {options.Engine.Data}");
            app.Services.GetRequiredService<SettingsEdits>().Apply(); // again, for the edits that were recovered
            app.Services.GetRequiredService<Passwords>().Prepare();
            _ = app.Services.GetRequiredService<Metrics>();
            engine.Start();
            await app.Services.GetRequiredService<SettingsEdits>().SealAsync();
            MapTidegate(app);
            await app.StartAsync();
            return new TidegateServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until it is asked to stop.</summary>
    public Task WaitAsync(CancellationToken cancel) => _app.WaitForShutdownAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Limit(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.MinRequestBodyDataRate = null; // a stream of events may pause
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
    }

    private static void AddTidegate(IServiceCollection services, ServeSource source, ServeOptions options)
    {
        services.AddRoutingCore();
        services.AddSingleton(source);
        services.AddSingleton(options);
        services.AddSingleton(options.Engine);
        services.AddSingleton(new LiveSettings(options));
        services.AddSingleton<Enforcer>();
        services.AddSingleton<LiveEngine>();
        services.AddSingleton(provider => new KeyRing(provider.GetRequiredService<LiveEngine>().Store, provider.GetRequiredService<TimeProvider>()));
        services.AddPeopleSignIn(options.Access, options.Engine.Data);
        services.AddPrivacy(options.Retention, options.Engine.Data);
        services.AddSingleton<Operators>();
        services.AddSingleton<BacktestJobs>();
        services.AddHostedService<SnoozeClock>();
        services.AddSingleton<CheckEndpoint>();
        services.AddConsole();
        services.AddSingleton<Metrics>();
        services.AddSingleton(provider => new NotificationOutbox(provider.GetRequiredService<LiveEngine>().Store.File));
        services.AddSingleton(provider => new Notifier(options.Notifications, provider.GetRequiredService<NotificationOutbox>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Notifier>>()));
        services.AddSingleton<SecretSeal>();
        services.AddSingleton<SettingsEdits>();
        services.AddSingleton<NotifyService>();
        services.AddSingleton<CustomerNotices>();
        services.AddScheduledReports();
        services.AddSingleton<JournalReconciliation>();
        services.AddEvidencePacks(options.Evidence, options.Engine.Data);
        services.AddHostedService(provider => provider.GetRequiredService<NotifyService>());
        services.AddSingleton<FileIntake>();
        services.AddSingleton(provider => new FolderWatch(options.Watch, provider.GetRequiredService<FileIntake>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FolderWatch>>()));
        services.AddHostedService(provider => provider.GetRequiredService<FolderWatch>());
        services.AddSmppProxy(options.Smpp);
        services.AddSingleton<ConfigReload>();
        services.AddHostedService(provider => provider.GetRequiredService<ConfigReload>());
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = Book.Json.PropertyNamingPolicy;
            json.SerializerOptions.TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver();
            foreach (var converter in Book.Json.Converters) json.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi("v1", OpenApiPage.Describe);
        services.AddTraces(options.Telemetry);
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Metrics.MeterName, NotifierCounts.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter());
    }

    private static void MapTidegate(WebApplication app)
    {
        app.Use(Tracing.TraceAsync);
        app.UseMiddleware<ErrorMiddleware>();
        if (app.Services.GetRequiredService<AccessOptions>().TrustedProxies.Length > 0) app.UseForwardedHeaders();
        app.UseRouting();
        app.UsePeopleSignIn();
        EventsEndpoint.Map(app);
        ConversionsEndpoint.Map(app);
        CheckEndpoint.Map(app);
        DecisionEndpoints.Map(app);
        DecisionStream.Map(app);
        ApprovalEndpoints.Map(app);
        IncidentEndpoints.Map(app);
        TrafficEndpoint.Map(app);
        ReportEndpoints.Map(app);
        ReconcileEndpoints.Map(app);
        ScheduleEndpoints.Map(app);
        ClaimEndpoints.Map(app);
        EvidenceEndpoints.Map(app);
        RangeEndpoints.Map(app);
        PartyEndpoints.Map(app);
        SmppEndpoints.Map(app);
        SmppCaptureEndpoints.Map(app);
        PolicyEndpoints.Map(app);
        BacktestEndpoints.Map(app);
        RateEndpoints.Map(app);
        AdminEndpoints.Map(app);
        NotificationEndpoints.Map(app);
        HealthEndpoints.Map(app);
        app.MapPeopleSignIn();
        RetentionEndpoints.Map(app);
        ConsoleEndpoints.Map(app);
        RespondEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").ForAnyone();
        app.MapPrometheusScrapingEndpoint("/metrics").For(Role.Analyst | Role.Enforcer | Role.Ingest);
    }
}
