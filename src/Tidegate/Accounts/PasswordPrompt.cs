using Spectre.Console;
using Tidegate.Output;
using Tidegate.Server.Access;
using Tidegate.Terminal;

namespace Tidegate.Accounts;

/// <summary>A password from the terminal, unseen and twice, or from standard input; never from the command line, which others can read.</summary>
internal static class PasswordPrompt
{
    /// <summary>Asks for it.</summary>
    /// <exception cref="UserErrorException">There was none, or it breaks the rules.</exception>
    public static string Ask(string name, int shortest)
    {
        if (Console.IsInputRedirected)
            return Console.In.ReadLine() is { Length: > 0 } line ? line : throw new UserErrorException("standard input: it is empty; expected the password in its first line, or --generate");
        var console = Consoles.Error();
        while (true)
        {
            var password = console.Prompt(new TextPrompt<string>("Password:").Secret(null).AllowEmpty());
            if (PasswordRules.Wrong(password, AccountsName(name), shortest) is { Count: > 0 } wrong)
            {
                foreach (var reason in wrong) console.MarkupLine($"[red]{Markup.Escape(reason)}[/]");
                continue;
            }

            if (console.Prompt(new TextPrompt<string>("Once more:").Secret(null).AllowEmpty()) == password) return password;
            console.MarkupLine("[red]they differ[/]");
        }
    }

    private static string AccountsName(string name) => Tidegate.Server.Access.Accounts.Normal(name);
}
