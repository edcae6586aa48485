using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>What is done with accounts, over HTTP and by `tidegate accounts`; every change is in the audit log.</summary>
internal sealed class Accounts(AccountStore store, SessionStore sessions, KeyRing keys, Passwords passwords, AccessOptions options, TimeProvider time)
{
    private const int LongestName = 64;
    private const string NamedAs = "a name of 1 to 64 characters of a-z, 0-9, '.', '_', '-' and '@'";

    /// <summary>Failures after which a name is locked for a while.</summary>
    public int LockAfter => options.LockAfter;

    /// <summary>All accounts, by name.</summary>
    public IReadOnlyList<AccountView> All() => [.. store.All().Select(a => AccountView.Of(a, time.GetUtcNow()))];

    /// <summary>An account.</summary>
    public AccountView Get(string name) => AccountView.Of(store.Find(Normal(name)) ?? throw Missing(name), time.GetUtcNow());

    /// <summary>Makes an account; without a password one is generated, and shown this once.</summary>
    public AccountView Create(string name, Role role, string? customer, string? password, string actor)
    {
        name = CheckedName(name);
        CheckRole(role, customer);
        var now = time.GetUtcNow();
        var given = Checked(password, name);
        var account = new Account
        {
            Name = name,
            Role = role,
            Customer = customer,
            PasswordHash = passwords.Hash(name, given),
            CreatedAt = now,
            PasswordSetAt = now,
        };
        var made = store.Change(
            name,
            old => old is null ? account : throw new AccountException("name", name, "a name that no account has", AccountFault.Conflict),
            (_, after) => Line(actor, "account.create", name, null, after));
        return AccountView.Of(made!, now, password is null ? given : null);
    }

    /// <summary>Sets another password and takes a lock-out back; all sessions end.</summary>
    public AccountView Reset(string name, string? password, string actor, string action = "account.reset")
    {
        name = Normal(name);
        var given = Checked(password, name);
        var hash = passwords.Hash(name, given);
        var account = Change(name, actor, action, old => old with { PasswordHash = hash, PasswordSetAt = time.GetUtcNow(), Attempts = Attempts.None });
        sessions.EndAll(name);
        return AccountView.Of(account, time.GetUtcNow(), password is null ? given : null);
    }

    /// <summary>Whether it may be used; when not, all its sessions end.</summary>
    public AccountView SetDisabled(string name, bool disabled, string actor)
    {
        name = Normal(name);
        var account = Change(name, actor, disabled ? "account.disable" : "account.enable", old =>
        {
            if (disabled) KeepAnAdmin(old, "disabled");
            return old with { Disabled = disabled };
        });
        if (disabled) sessions.EndAll(name);
        return AccountView.Of(account, time.GetUtcNow());
    }

    /// <summary>Gives it another role; all its sessions end.</summary>
    public AccountView SetRole(string name, Role role, string? customer, string actor)
    {
        name = Normal(name);
        CheckRole(role, customer);
        var account = Change(name, actor, "account.role", old =>
        {
            if (role != Role.Admin) KeepAnAdmin(old, "role");
            return old with { Role = role, Customer = customer };
        });
        sessions.EndAll(name);
        return AccountView.Of(account, time.GetUtcNow());
    }

    /// <summary>Takes a lock-out back.</summary>
    public AccountView Unlock(string name, string actor) =>
        AccountView.Of(Change(Normal(name), actor, "account.unlock", old => old with { Attempts = Attempts.None }), time.GetUtcNow());

    /// <summary>Asks for no second factor any more, for someone who has lost it.</summary>
    public AccountView DropTotp(string name, string actor) =>
        AccountView.Of(Change(Normal(name), actor, "account.totp.drop", old => old with { Totp = null, TotpOffered = null, RecoveryHashes = [] }), time.GetUtcNow());

    /// <summary>Ends all sessions of an account; returns how many.</summary>
    public int EndSessions(string name, string actor)
    {
        name = Normal(name);
        if (store.Find(name) is null) throw Missing(name);
        var ended = sessions.EndAll(name);
        store.Note(Line(actor, "account.sessions.end", name, null, null) with { Why = $"{ended} sessions" });
        return ended;
    }

    /// <summary>Changes an account that is there.</summary>
    /// <exception cref="AccountException">There is none.</exception>
    public Account Change(string name, string actor, string action, Func<Account, Account> change) =>
        store.Change(name, old => change(old ?? throw Missing(name)), (before, after) => Line(actor, action, name, before, after))!;

    /// <summary>The name as it is kept.</summary>
    public static string Normal(string name) => name.Trim().ToLowerInvariant();

    private static string CheckedName(string name)
    {
        var normal = Normal(name);
        return normal.Length is > 0 and <= LongestName && normal.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || "._-@".Contains(c, StringComparison.Ordinal))
            ? normal
            : throw new AccountException("name", name, NamedAs);
    }

    private static void CheckRole(Role role, string? customer)
    {
        if (role is not (Role.Analyst or Role.Customer or Role.Admin)) throw new AccountException("role", role.ToString().ToLowerInvariant(), "analyst, customer or admin; programs use keys");
        if (role == Role.Customer && customer is not { Length: > 0 and <= 256 }) throw new AccountException("customer", customer ?? "", "the customer that the account is bound to");
        if (role != Role.Customer && customer is not null) throw new AccountException("customer", customer, "no customer; the role sees all");
    }

    private string Checked(string? password, string name)
    {
        if (password is null) return Passwords.Generate();
        return PasswordRules.Wrong(password, name, options.ShortestPassword) is { Count: > 0 } wrong
            ? throw new AccountException("password", "(not shown)", "another one: " + string.Join("; ", wrong))
            : password;
    }

    // Else nobody could let anybody in again.
    private void KeepAnAdmin(Account account, string where)
    {
        if (account.Role != Role.Admin || account.Disabled) return;
        if (store.All().Any(a => a.Name != account.Name && a is { Role: Role.Admin, Disabled: false }) || keys.HasAdmin) return;
        throw new AccountException(where, account.Name, "another administrator first; this is the last one", AccountFault.Conflict);
    }

    private AuditLine Line(string actor, string action, string name, Account? before, Account? after)
    {
        var now = time.GetUtcNow();
        return new AuditLine(0, now.ToUnixTimeMilliseconds(), actor, action, name, AccountView.Told(before, now), AccountView.Told(after, now), "");
    }

    private static AccountException Missing(string name) => new("name", name, "the name of an account", AccountFault.Missing);
}
