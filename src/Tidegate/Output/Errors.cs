using Tidegate.Traffic;

namespace Tidegate.Output;

/// <summary>An error of the user's making or the machine's, told in one line: what, where, and what was expected.</summary>
internal sealed class UserErrorException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How errors reach the user.</summary>
internal static class Errors
{
    /// <summary>Prints one line on standard error.</summary>
    public static void Say(string line) => Console.Error.WriteLine("tidegate: " + line);

    /// <summary>The line for an error that has one; null for a defect of ours, which should show its stack.</summary>
    public static string? Explain(Exception error) => error switch
    {
        UserErrorException or TrafficSourceException => error.Message,
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException => error.Message,
        InvalidDataException => error.Message,
        AggregateException { InnerException: { } first } => Explain(first), // of work done on several threads
        OutOfMemoryException => "out of memory; scan fewer files or days at a time (--since, --until, --customer)",
        _ => null,
    };
}
