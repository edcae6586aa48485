namespace Tidegate.Storage.ParquetFiles;

/// <summary>Parquet is read from its end, so what comes through a pipe or packed has to be stored first.</summary>
internal static class TemporaryCopy
{
    /// <summary>A temporary file with the rest of the stream; it is deleted when it is closed.</summary>
    public static FileStream Of(Stream content)
    {
        var path = Path.Combine(Path.GetTempPath(), "tidegate-" + Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            content.CopyTo(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
