using Tidegate.Server.Access;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Smpp;

/// <summary>What the proxy is made of.</summary>
internal static class SmppServices
{
    /// <param name="services">Where to.</param>
    /// <param name="options">How it runs; null where none is wanted.</param>
    public static void AddSmppProxy(this IServiceCollection services, SmppOptions? options)
    {
        if (options is null) return;
        services.AddSingleton(options);
        services.AddSingleton<SmppCounts>();
        services.AddSingleton<PartVerdicts>();
        services.AddSingleton<SmppVerdicts>();
        services.AddSingleton<SubmissionReader>();
        services.AddSingleton<SmppRecorder>();
        services.AddSingleton<SmppObserver>();
        services.AddSingleton<SmppAccounts>();
        services.AddSingleton<ReceiptJournal>();
        services.AddSingleton(provider => new MadeIds(KeyFiles.Secret(provider.GetRequiredService<EngineOptions>().Data, "smpp-ids.key"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MadeIdAnswers>();
        services.AddSingleton<SmppCaptures>();
        services.AddSingleton<BlockAnswers>();
        services.AddSingleton<SmppParts>();
        services.AddSingleton<SmppDoor>();
        services.AddSingleton<SmppProxy>();
        services.AddHostedService(provider => provider.GetRequiredService<SmppRecorder>()); // stopped after the proxy: it takes what is left
        services.AddHostedService(provider => provider.GetRequiredService<SmppProxy>());
    }
}
