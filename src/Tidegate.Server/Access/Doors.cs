using Tidegate.Server.Engine;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Access;

/// <summary>
/// Whether anyone may come in: on loopback, as long as there were never keys or accounts and no provider is configured. Looks
/// every second for what `tidegate keys` and `tidegate accounts` have changed; while they are open, each time it is asked.
/// </summary>
internal sealed class Doors(KeyRing keys, AccountStore accounts, LiveEngine engine, ServeOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly bool _loopback = ServeConfig.IsLoopback(options.Urls);
    private readonly StoreWatch _watch = new(engine.Store.File);
    private volatile bool _accounts = accounts.Any();

    /// <summary>Whether anyone on this machine may do anything.</summary>
    public bool AreOpen
    {
        get
        {
            if (AreShut) return false;
            Look();
            return !AreShut;
        }
    }

    /// <summary>Whether people can sign in.</summary>
    public bool PeopleCanSignIn => _accounts || options.Access.Oidc is not null;

    /// <summary>Whether anyone at all can come in when they are not open.</summary>
    public bool AnyoneHasAKey => keys.Any || accounts.All().Any(a => !a.Disabled) || options.Access.Oidc is not null;

    private bool AreShut => !_loopback || keys.AnyEver || _accounts || options.Access.Oidc is not null;

    /// <summary>Looks now.</summary>
    public void Look() => _watch.ReadChanged(() =>
    {
        keys.Refresh();
        if (!_accounts) _accounts = accounts.Any();
    });

    /// <inheritdoc/>
    public override void Dispose()
    {
        _watch.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    Look();
                }
                catch (Microsoft.Data.Sqlite.SqliteException)
                {
                    // The next look will do.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
    }
}
