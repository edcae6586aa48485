using System.Globalization;

namespace Tidegate.Notify.Outbound;

/// <summary>Receivers by host and port that may be inside.</summary>
internal sealed class ReceiverList(IEnumerable<string> receivers)
{
    private readonly HashSet<string> _receivers = new(receivers, StringComparer.OrdinalIgnoreCase);

    public static bool IsHostAndPort(string text) =>
        text.LastIndexOf(':') is > 0 and var at && ushort.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
        && Uri.CheckHostName(text[..at]) != UriHostNameType.Unknown;

    public bool Contains(string host, int port) => _receivers.Contains(string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"));
}
