using Tidegate.Numbering;
using Tidegate.Server.Watching;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Server.Settings;

/// <summary>Reads which folder is watched for export files: docs/watch.md.</summary>
internal static class WatchConfig
{
    /// <exception cref="ConfigException">A value will not do.</exception>
    public static WatchOptions? Read(ConfigKeys keys)
    {
        var folder = keys.Text("watch.folder", "");
        var settle = keys.Duration("watch.settle", TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromHours(1));
        var format = keys.Text("watch.format", "auto");
        var customer = keys.Text("watch.default_customer", "");
        var country = keys.Text("watch.default_country", "");
        var zone = keys.Text("watch.time_zone", "UTC");
        if (country.Length > 0) country = CallingCode.Digits(country) ?? throw keys.Wrong("watch.default_country", CallingCode.Expected);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)) throw keys.Wrong("watch.time_zone", "an IANA zone such as Europe/Rome");
        if (folder.Length == 0) return null;
        if (!Directory.Exists(folder)) throw keys.Wrong("watch.folder", "a directory that is there");
        try
        {
            EventReader.CheckFormat(format);
        }
        catch (TrafficSourceException)
        {
            throw keys.Wrong("watch.format", "auto, or a name that 'tidegate formats' lists");
        }

        return new WatchOptions
        {
            Folder = Path.GetFullPath(folder),
            Settle = settle,
            Reading = new ReadingOptions
            {
                Format = format,
                Order = ReadingOrder.TurnedRound,
                Import = new ImportOptions { DefaultCustomer = customer, DefaultCountryCallingCode = country, TimeZone = found },
            },
        };
    }
}
