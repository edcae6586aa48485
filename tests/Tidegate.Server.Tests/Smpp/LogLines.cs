using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>Keeps what a host logs from now on.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    private LogLines()
    {
    }

    public static LogLines Of(Host host)
    {
        var lines = new LogLines();
        host.Service<ILoggerFactory>().AddProvider(lines);
        return lines;
    }

    public bool Have(string text) => _lines.Any(l => l.Contains(text, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

    public void Dispose()
    {
    }
}
