using Spectre.Console;

namespace Tidegate.Terminal;

/// <summary>The consoles that tables and progress are drawn on.</summary>
internal static class Consoles
{
    private const int RedirectedWidth = 200;

    /// <summary>Standard output; wide when it is not a terminal, so that a file or pipe keeps whole rows.</summary>
    public static IAnsiConsole Output() => Over(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error() => Over(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Over(TextWriter text, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (redirected) console.Profile.Width = RedirectedWidth;
        return console;
    }
}
