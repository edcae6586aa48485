using System.Globalization;
using Spectre.Console;
using Tidegate.Reporting;
using Tidegate.Terminal;

namespace Tidegate.Demo;

/// <summary>What the demo shows: a line for each thing that happens, and below them, on a terminal, one that counts up.</summary>
internal sealed class DemoScreen
{
    private const int ClockWidth = 10;

    private readonly IAnsiConsole _console = Consoles.Output();
    private readonly bool _live = !Console.IsOutputRedirected;
    private readonly Lock _writing = new();
    private string _status = "";

    /// <summary>A line without a time.</summary>
    public void Say(string text, string style = "") => Write("", text, style);

    /// <summary>A line of something that happened.</summary>
    /// <param name="at">Simulated time.</param>
    /// <param name="text">What happened.</param>
    /// <param name="style">Spectre style, such as "red"; empty for none.</param>
    public void Tell(DateTimeOffset at, string text, string style = "") => Write(at.ToString("HH:mm:ss", CultureInfo.InvariantCulture), text, style);

    /// <summary>The line that counts up; shown on terminals alone.</summary>
    public void Count(string text)
    {
        if (!_live) return;
        lock (_writing)
        {
            if (text == _status) return;
            _status = text;
            Draw();
        }
    }

    private void Write(string clock, string text, string style)
    {
        lock (_writing)
        {
            if (_status.Length > 0) Console.Out.Write("\r\u001b[K");
            var safe = Markup.Escape(PlainText.Of(text));
            _console.MarkupLine(clock.PadRight(ClockWidth) + (style.Length > 0 ? $"[{style}]{safe}[/]" : safe));
            Draw();
        }
    }

    private void Draw()
    {
        if (_status.Length == 0) return;
        var width = Math.Max(20, _console.Profile.Width - 1);
        Console.Out.Write("\r\u001b[K" + (_status.Length > width ? _status[..width] : _status));
        Console.Out.Flush();
    }
}
