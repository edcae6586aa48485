using Tidegate.Traffic;

namespace Tidegate.Server.Watching;

/// <summary>A folder that export files are put into, and how they are read.</summary>
internal sealed record WatchOptions
{
    /// <summary>The folder. Files in its subfolders are not looked at.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a file must not have grown or changed before it is taken. Default 10 seconds; shorter: sooner, with more risk of half a file.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Format and what the exports do not say themselves, as `tidegate scan` has them.</summary>
    public ReadingOptions Reading { get; init; } = new();

    /// <summary>Where files go that were taken.</summary>
    public string Done => Path.Combine(Folder, "done");

    /// <summary>Where files go that could not be taken.</summary>
    public string Failed => Path.Combine(Folder, "failed");
}
