using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Tidegate.Server.Http;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>
/// An attempt to sign in: limited per address and per name, counted before it is looked at so that many at once gain nothing, and as
/// long and as silent for a name that nobody has as for one that somebody has.
/// </summary>
internal sealed class SignIn(AccountStore accounts, Passwords passwords, TotpSecrets secrets, AccessOptions options, TimeProvider time) : IDisposable
{
    private const int MostUnknownNames = 10_000;
    private const int MostWaiting = 64;
    private static readonly int AtOnce = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly AddressLimit _addresses = new(options.AttemptsPerMinute, time);
    private readonly Dictionary<string, Attempts> _unknown = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _hashing = new(AtOnce, AtOnce);
    private int _waiting;

    public void Dispose() => _hashing.Dispose();

    /// <summary>Signs in; null when name, password or code are wrong, which of them is not told.</summary>
    /// <exception cref="ProblemException">429: too many attempts, at this name or from this address.</exception>
    public async Task<Person?> TryAsync(HttpContext context, string name, string password, string? code)
    {
        var from = context.Connection.RemoteIpAddress;
        if (_addresses.Take(from) is { } pause) throw TooMany(context, pause);
        name = Accounts.Normal(name);
        if (Count(name, from) is { } until) throw TooMany(context, until - time.GetUtcNow());
        var check = await CheckAsync(context, name, password);
        var told = "no such account";
        var account = accounts.Change(
            name,
            old => Judge(old, check, code, out told),
            (_, after) => told.Length == 0 ? null : Line(after.Name, "session.refuse", $"{told}, from {from}"));
        if (account is null)
        {
            // What was typed in place of a name may be a password, so it is not written down.
            accounts.Note(Line("(unknown)", "session.refuse", $"{told}, from {from}"));
            return null;
        }

        return told.Length > 0 ? null : new Person(Person.Local, account.Name, account.Role, account.Customer) { Remark = $"from {from}" };
    }

    // Within the transaction, so that a code cannot be taken twice.
    private Account? Judge(Account? old, Checked check, string? code, out string told)
    {
        told = "no such account";
        if (old is null) return null;
        told = old.Disabled ? "the account is disabled" : !check.Right || old.PasswordHash != check.Hash ? "wrong password" : "";
        if (told.Length > 0) return old;
        var now = time.GetUtcNow();
        if (old.Totp is not null)
        {
            if (secrets.Take(old, code ?? "", now) is not { } taken)
            {
                told = string.IsNullOrWhiteSpace(code) ? "no code" : "wrong code, or one that was used";
                return old;
            }

            old = taken;
        }

        return old with { Attempts = Attempts.None, SignedInAt = now, PasswordHash = check.Renewed ?? old.PasswordHash };
    }

    // Counts the attempt as failed until it turns out not to be; the time until which the name is locked, if it is.
    private DateTimeOffset? Count(string name, IPAddress? from)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? locked = null;
        var account = accounts.Change(
            name,
            old =>
            {
                if (old is null) return null;
                locked = old.Attempts.IsLocked(now) ? old.Attempts.LockedUntil : null;
                return locked is null ? old with { Attempts = old.Attempts.Fail(now, options.LockAfter) } : null;
            },
            (_, after) => after.Attempts.LockedUntil is { } until ? Line(name, "account.lock", $"{after.Attempts.Failed} failures in a row, the last from {from}; further ones are refused until {Reporting.Phrases.Rfc3339(until)} unless this one succeeds") : null);
        if (account is not null || locked is not null) return locked;
        lock (_lock)
        {
            var attempts = _unknown.GetValueOrDefault(name, Attempts.None);
            if (attempts.IsLocked(now)) return attempts.LockedUntil;
            if (_unknown.Count >= MostUnknownNames) _unknown.Remove(_unknown.Keys.First());
            _unknown[name] = attempts.Fail(now, options.LockAfter);
            return null;
        }
    }

    private async Task<Checked> CheckAsync(HttpContext context, string name, string password)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw TooMany(context, TimeSpan.FromSeconds(5));
        }

        try
        {
            // Hashing is meant to be slow: it leaves the other processors to the traffic.
            await _hashing.WaitAsync(context.RequestAborted);
            try
            {
                var hash = accounts.Find(name)?.PasswordHash;
                var bounded = password.Length > PasswordRules.Longest ? "" : password;
                return await Task.Run(() =>
                {
                    var (right, renew) = passwords.Check(name, hash, bounded);
                    return new Checked(hash, right, right && renew ? passwords.Hash(name, bounded) : null);
                });
            }
            finally
            {
                _hashing.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // The hash that was checked, whether the password is its own, and the hash to keep in its place if it should be stronger.
    private readonly record struct Checked(string? Hash, bool Right, string? Renewed);

    private static ProblemException TooMany(HttpContext context, TimeSpan pause)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds));
        context.Response.Headers.RetryAfter = $"{seconds}";
        return new ProblemException(StatusCodes.Status429TooManyRequests, "too many attempts to sign in", "Retry-After", "", $"a pause of {seconds} seconds");
    }

    private AuditLine Line(string name, string action, string why) => new(0, time.GetUtcNow().ToUnixTimeMilliseconds(), name, action, name, null, null, why);
}

/// <summary>TOTP secrets of accounts: encrypted where they are kept.</summary>
internal sealed class TotpSecrets(IDataProtectionProvider provider)
{
    private readonly IDataProtector _protector = provider.CreateProtector("Tidegate.Totp.v1");

    /// <summary>A secret as it is kept.</summary>
    public string Seal(byte[] secret) => Convert.ToBase64String(_protector.Protect(secret));

    /// <summary>A secret as it is; null when the key that it was encrypted with is gone.</summary>
    public byte[]? Open(string kept)
    {
        try
        {
            return _protector.Unprotect(Convert.FromBase64String(kept));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The account after a code of its authenticator or a recovery code was used up; null when it is neither.</summary>
    public Account? Take(Account account, string code, DateTimeOffset now)
    {
        if (account.Totp is { } kept && Open(kept) is { } secret && Totp.Match(secret, code, now, account.TotpStep) is { } step) return account with { TotpStep = step };
        return RecoveryCodes.Use(account.RecoveryHashes, code) is { } left ? account with { RecoveryHashes = left } : null;
    }
}
