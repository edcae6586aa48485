namespace Tidegate.Pipeline;

/// <summary>A snapshot could not be restored: it is none, it is damaged or cut short, or another version wrote it.</summary>
public sealed class SnapshotException : Exception
{
    /// <summary>Creates one.</summary>
    public SnapshotException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
