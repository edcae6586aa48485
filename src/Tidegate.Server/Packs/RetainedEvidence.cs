using Tidegate.Server.Privacy;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Packs;

/// <summary>Events that were kept as evidence.</summary>
internal sealed class RetainedEvidence(EvidenceStore store, EvidenceOptions options) : IRetained
{
    /// <inheritdoc/>
    public string Kind => "evidence";

    /// <inheritdoc/>
    public TimeSpan Keep => options.Keep;

    /// <inheritdoc/>
    public Task<int> DeleteAsync(DateTimeOffset before) => Task.FromResult(store.DeleteBefore(before.ToUnixTimeMilliseconds()));

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft() => store.Oldest() is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : null;
}
