using System.CommandLine;

namespace Tidegate.Output;

/// <summary>Options that were given where they can have no effect: whoever gave them expects one.</summary>
internal static class UselessOptions
{
    /// <summary>Refuses those of the options that were given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="where">Where they have no effect: "without --benchmark".</param>
    /// <param name="options">The options.</param>
    /// <exception cref="UserErrorException">One of them was given.</exception>
    public static void Refuse(ParseResult parsed, string where, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            if (parsed.GetResult(option) is { Implicit: false }) throw new UserErrorException($"{option.Name} has no effect {where}");
    }
}
