using Tidegate.Server.Engine;

namespace Tidegate.Server.Access;

/// <summary>A person's account as it is kept: of the password a hash, of recovery codes hashes, of the TOTP secret its encrypted form.</summary>
internal sealed record Account
{
    /// <summary>Name to sign in with: 1 to 64 of a-z, 0-9, '.', '_', '-', '@'.</summary>
    public required string Name { get; init; }

    /// <summary>analyst, customer or admin.</summary>
    public required Role Role { get; init; }

    /// <summary>The customer that it is bound to; set for the role customer alone.</summary>
    public string? Customer { get; init; }

    /// <summary>What ASP.NET Core Identity's hasher made of the password.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the password was set last.</summary>
    public required DateTimeOffset PasswordSetAt { get; init; }

    /// <summary>When someone last signed in with it.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>Whether it may not be used.</summary>
    public bool Disabled { get; init; }

    /// <summary>Failed attempts, and until when further ones are refused.</summary>
    public Attempts Attempts { get; init; } = Attempts.None;

    /// <summary>Encrypted TOTP secret that is asked for; null where there is no second factor.</summary>
    public string? Totp { get; init; }

    /// <summary>Encrypted TOTP secret that was shown and waits for its first code.</summary>
    public string? TotpOffered { get; init; }

    /// <summary>Time step of the last code taken; no code of it or before is taken again.</summary>
    public long TotpStep { get; init; }

    /// <summary>SHA-256 of the recovery codes that are left.</summary>
    public IReadOnlyList<string> RecoveryHashes { get; init; } = [];
}

/// <summary>An account without its secrets, for people and the audit log.</summary>
/// <param name="Name">Name.</param>
/// <param name="Role">analyst, customer or admin.</param>
/// <param name="Customer">The customer that it is bound to.</param>
/// <param name="State">active, locked or disabled.</param>
/// <param name="SecondFactor">Whether a code is asked for.</param>
/// <param name="RecoveryCodesLeft">Recovery codes that are left.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="PasswordSetAt">When the password was set last.</param>
/// <param name="SignedInAt">When someone last signed in.</param>
/// <param name="LockedUntil">Until when attempts are refused.</param>
internal sealed record AccountView(string Name, string Role, string? Customer, string State, bool SecondFactor, int RecoveryCodesLeft, DateTimeOffset CreatedAt, DateTimeOffset PasswordSetAt, DateTimeOffset? SignedInAt, DateTimeOffset? LockedUntil)
{
    /// <summary>A generated password; shown once, when it was set.</summary>
    public string? Password { get; init; }

    public static AccountView Of(Account account, DateTimeOffset now, string? password = null)
    {
        var locked = account.Attempts.LockedUntil is { } until && until > now ? until : (DateTimeOffset?)null;
        return new AccountView(
            account.Name, account.Role.ToString().ToLowerInvariant(), account.Customer,
            account.Disabled ? "disabled" : locked is null ? "active" : "locked",
            account.Totp is not null, account.RecoveryHashes.Count, account.CreatedAt, account.PasswordSetAt, account.SignedInAt, locked)
        { Password = password };
    }

    /// <summary>The account as the audit log has it.</summary>
    public static string? Told(Account? account, DateTimeOffset now) => account is null ? null : Book.Write(Of(account, now));
}
