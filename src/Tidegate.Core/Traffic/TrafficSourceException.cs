namespace Tidegate.Traffic;

/// <summary>A source that cannot be opened at all: no such file, no right to read it, no such format. The message says which and why.</summary>
public sealed class TrafficSourceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TrafficSourceException()
    {
    }

    /// <summary>Creates the exception with a message for the user.</summary>
    public TrafficSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for the user and what lies behind it.</summary>
    public TrafficSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
