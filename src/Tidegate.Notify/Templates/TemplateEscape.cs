using System.Text;

namespace Tidegate.Notify.Templates;

/// <summary>What the values in a template are made safe for.</summary>
internal enum TemplateEscape
{
    /// <summary>Plain text.</summary>
    None,

    /// <summary>HTML.</summary>
    Html,

    /// <summary>Slack's mrkdwn.</summary>
    Slack,

    /// <summary>The Markdown of Adaptive Cards.</summary>
    Teams,
}

/// <summary>Makes values safe for markup that has no encoder in the framework.</summary>
internal static class TemplateEscapes
{
    /// <summary>Slack's three control characters; with them go mentions and links.</summary>
    public static string Slack(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Markdown's characters, each behind a backslash; line breaks become blanks.</summary>
    public static string Teams(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '\r' or '\n') safe.Append(' ');
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '#' or '<' or '>' or '~' or '!') safe.Append('\\').Append(c);
            else safe.Append(c);
        }

        return safe.ToString();
    }
}
