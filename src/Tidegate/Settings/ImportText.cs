using Tidegate.Output;
using Tidegate.Traffic.Importers;

namespace Tidegate.Settings;

/// <summary>What people say about an export that it does not say itself, as options.</summary>
internal static class ImportText
{
    /// <summary>A country calling code's digits; empty stays empty.</summary>
    /// <exception cref="UserErrorException">The text is none.</exception>
    public static string CallingCode(string option, string text) =>
        text.Length == 0 ? "" : Numbering.CallingCode.Digits(text) ?? throw new UserErrorException($"{option} '{text}': expected {Numbering.CallingCode.Expected}");

    /// <summary>An access-log-format of Kannel.</summary>
    /// <exception cref="UserErrorException">Messages cannot be read from lines in it.</exception>
    public static string AccessLogFormat(string option, string format) =>
        new KannelTemplate(format).Fault is { } fault ? throw new UserErrorException($"{option} '{format}': {fault}") : format;

    /// <summary>A time zone of this machine.</summary>
    /// <exception cref="UserErrorException">There is none of that name.</exception>
    public static TimeZoneInfo TimeZone(string option, string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
        ? zone
        : throw new UserErrorException($"{option} '{id}': no such zone on this machine; expected an IANA name such as Europe/Rome or UTC");
}
