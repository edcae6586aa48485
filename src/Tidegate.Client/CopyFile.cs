using System.Text.Json;

namespace Tidegate.Client;

/// <summary>Keeps the copy of the decisions in a file, which is replaced whole or not at all.</summary>
internal static class CopyFile
{
    /// <summary>Writes the copy.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before still is.</exception>
    public static void Write(string path, IEnumerable<StreamLine> lines)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            foreach (var line in lines)
            {
                JsonSerializer.Serialize(file, line, ClientJson.Default.StreamLine);
                file.WriteByte((byte)'\n');
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Takes up the copy of a file; false when there is none that is whole.</summary>
    public static bool Read(string path, OrderCopy copy, DateTimeOffset now)
    {
        if (!File.Exists(path)) return false;
        List<StreamLine> lines;
        try
        {
            lines = [.. File.ReadLines(path).Select(l => JsonSerializer.Deserialize(l, ClientJson.Default.StreamLine)!)];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }

        if (lines is not [{ Type: "snapshot_begin" } head, .., { Type: "snapshot_end" }]) return false;
        // Time has gone on for the traffic too.
        var away = head.WrittenAt is { } at && now > at ? now - at : TimeSpan.Zero;
        lines[0] = head with { Now = head.Now + away };
        foreach (var line in lines) copy.Take(line);
        return true;
    }
}
