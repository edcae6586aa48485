namespace Tidegate;

/// <summary>What the process tells the shell.</summary>
internal static class ExitStatus
{
    /// <summary>It ran; nothing was found (or nothing that --fail-on names).</summary>
    public const int NothingFound = 0;

    /// <summary>It ran and found incidents.</summary>
    public const int Found = 1;

    /// <summary>It could not run, or found nothing in the little that it could use; standard error says why in one line.</summary>
    public const int CouldNotRun = 2;
}
