using Tidegate.Server.Engine;

namespace Tidegate.Server.Privacy;

/// <summary>Registers pseudonyms, retention and the deletion log.</summary>
internal static class PrivacyServices
{
    /// <summary>Adds them.</summary>
    public static void AddPrivacy(this IServiceCollection services, RetentionOptions options, string data)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new PseudonymKeys(data, options.PseudonymKeys, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Pseudonyms>();
        services.AddSingleton<FactPrivacy>();
        services.AddSingleton(provider => new DeletionLog(provider.GetRequiredService<LiveEngine>().Store));
        services.AddSingleton<IRetained, RetainedJournal>();
        services.AddSingleton<IRetained, RetainedNumbers>();
        services.AddSingleton<IRetained, RetainedIncidents>();
        services.AddSingleton<IRetained, RetainedDecisions>();
        services.AddSingleton<IRetained, RetainedNotifications>();
        services.AddSingleton<IRetained, RetainedAudit>();
        services.AddSingleton<IRetained, RetainedTraffic>();
        services.AddSingleton<RetentionJob>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionJob>());
    }
}
