using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>What someone does with their own account: another password, a second factor.</summary>
internal sealed class SecondFactor(Accounts accounts, AccountStore store, Passwords passwords, TotpSecrets secrets, TimeProvider time)
{
    /// <summary>Sets another password when the old one is right; all sessions end, this one too.</summary>
    public AccountView ChangePassword(string name, string old, string password)
    {
        Prove(name, old);
        return accounts.Reset(name, password, name, "account.password");
    }

    /// <summary>Makes a secret and shows it; it is asked for once <see cref="Confirm"/> was given a code of it.</summary>
    public (string Secret, string Address) Offer(string name, string password)
    {
        Prove(name, password);
        var secret = Totp.NewSecret();
        accounts.Change(name, name, "account.totp.offer", a => a with { TotpOffered = secrets.Seal(secret) });
        return (Totp.Base32(secret), Totp.Address(name, secret));
    }

    /// <summary>Asks for codes from now on, if this is one; returns the recovery codes, this once.</summary>
    public IReadOnlyList<string> Confirm(string name, string code)
    {
        var (codes, hashes) = RecoveryCodes.Make();
        accounts.Change(name, name, "account.totp.begin", account =>
        {
            if (account.TotpOffered is not { } offered || secrets.Open(offered) is not { } secret) throw new AccountException("code", "(not shown)", "a secret first: POST /v1/session/totp", AccountFault.Conflict);
            // The steps of another secret say nothing of this one's.
            if (Totp.Match(secret, code, time.GetUtcNow(), 0) is not { } step) throw new AccountException("code", "(not shown)", "the code that the authenticator shows now; if it is that, compare the clocks");
            return account with { Totp = offered, TotpOffered = null, TotpStep = step, RecoveryHashes = hashes };
        });
        return codes;
    }

    /// <summary>Asks for no codes any more.</summary>
    public void Drop(string name, string password)
    {
        Prove(name, password);
        accounts.DropTotp(name, name);
    }

    // Who finds an open browser must not be able to take the account over; wrong tries count as those to sign in do.
    private void Prove(string name, string password)
    {
        var account = store.Find(name) ?? throw new AccountException("name", name, "an account of this service; yours is the provider's", AccountFault.Conflict);
        var now = time.GetUtcNow();
        if (account.Attempts.IsLocked(now)) throw new AccountException("password", "(not shown)", $"no further tries until {Reporting.Phrases.Rfc3339(account.Attempts.LockedUntil!.Value)}", AccountFault.Conflict);
        if (passwords.Check(name, account.PasswordHash, password.Length > PasswordRules.Longest ? "" : password).Right) return;
        store.Change(name, a => a! with { Attempts = a.Attempts.Fail(now, accounts.LockAfter) }, (_, _) => new AuditLine(0, now.ToUnixTimeMilliseconds(), name, "account.refuse", name, null, null, "wrong password"));
        throw new AccountException("password", "(not shown)", "the password of the account as it is");
    }
}
