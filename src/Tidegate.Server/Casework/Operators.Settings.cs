using System.Globalization;
using System.Text.Json.Nodes;
using Tidegate.Decisions;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>A version of the policy.</summary>
internal sealed record PolicyVersion(int Version, PolicyForm Policy, DateTimeOffset PublishedAt, string PublishedBy, string Comment, int? RolledBackTo);

/// <summary>Policies, parties and the mode.</summary>
internal sealed partial class Operators
{
    /// <summary>All versions of the policy, newest first.</summary>
    public IReadOnlyList<PolicyVersion> Policies() =>
        [.. engine.Book.All(Book.Policy).Select(d => engine.Book.Read<PolicyVersion>(Book.Policy, d.Id)!).OrderByDescending(p => p.Version)];

    /// <summary>Publishes a policy.</summary>
    public Task<PolicyVersion> PublishAsync(PolicyForm form, string comment, int? rolledBackTo, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var policy = form.Check();
        var newest = Policies() is [var first, ..] ? first : null;
        mayChange(newest?.Version ?? 0);
        var version = new PolicyVersion((newest?.Version ?? 0) + 1, PolicyForm.Of(policy), time.GetUtcNow(), by.Name, comment, rolledBackTo);
        var id = version.Version.ToString("D8", CultureInfo.InvariantCulture);
        await Enter(Fact(by, rolledBackTo is null ? "policy.publish" : "policy.rollback", "policy", comment) with
        {
            Before = newest is null ? null : Book.Write(newest),
            After = Book.Write(version),
            Documents = [new DocumentChange(Book.Policy, id, 1, Book.Write(version))],
            Effects = [new SetPolicy(version.Version, policy)],
        });
        return version;
    });

    /// <summary>Sets what people know of a customer or a supplier.</summary>
    public Task<(JsonObject Party, long Version)> DescribeAsync(string kind, string name, JsonObject party, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = engine.Book.Find(kind, name);
        mayChange(old?.Version ?? 0);
        party.Remove("name");
        var version = (old?.Version ?? 0) + 1;
        var json = Book.Write(party);
        var fact = await Enter(Fact(by, kind + ".describe", name, "") with
        {
            Before = old?.Json,
            After = json,
            Documents = [new DocumentChange(kind, name, version, json)],
        });
        return (Written<JsonObject>(fact, kind, name), version);
    });

    /// <summary>Sets whether verdicts are acted on.</summary>
    public Task<RunMode> SetModeAsync(string mode, string why, Caller by) => OneAtATime(async () =>
    {
        if (mode is not ("monitor" or "enforce")) throw ProblemException.Bad("mode", mode, "monitor or enforce");
        if (engine.FixedMode is { } set) throw new ProblemException(StatusCodes.Status409Conflict, "the mode is set by configuration", "mode", mode, $"a change of the configuration, which says {set.ToString().ToLowerInvariant()}");
        var old = engine.Book.Find(Book.Setting, "mode");
        var json = Book.Write(new { mode });
        await Enter(Fact(by, "mode.set", "mode", why) with
        {
            Before = old?.Json,
            After = json,
            Documents = [new DocumentChange(Book.Setting, "mode", (old?.Version ?? 0) + 1, json)],
        });
        await engine.ApplyModeAsync();
        return engine.Mode;
    });

    /// <summary>Sets one of the documents of settings that people change. What the audit log keeps has no secrets in it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="change">What it is to be, from what it is; throws when it will not do.</param>
    /// <param name="shown">How it is told in the audit log.</param>
    /// <param name="why">Why.</param>
    /// <param name="by">Who.</param>
    public Task SetSettingAsync<T>(string id, Func<T?, T> change, Func<T, object> shown, string why, Caller by)
        where T : class => OneAtATime(async () =>
    {
        var old = engine.Book.Find(Book.Setting, id);
        var before = engine.Book.Read<T>(Book.Setting, id);
        var after = change(before);
        return await Enter(Fact(by, id + ".set", id, why) with
        {
            Before = before is null ? null : Book.Write(shown(before)),
            After = Book.Write(shown(after)),
            Documents = [new DocumentChange(Book.Setting, id, (old?.Version ?? 0) + 1, Book.Write(after))],
        });
    });
}
