using System.IO.Compression;

namespace Tidegate.Simulation.Worlds;

/// <summary>One file of a world, plain or gzipped.</summary>
internal sealed class WorldFile
{
    private WorldFile(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The file of a name in a folder; null when neither it nor its gzipped form is there.</summary>
    public static WorldFile? Find(string folder, string name)
    {
        var plain = System.IO.Path.Combine(folder, name);
        return File.Exists(plain) ? new(plain) : File.Exists(plain + ".gz") ? new(plain + ".gz") : null;
    }

    /// <summary>The file of a name in a folder.</summary>
    /// <exception cref="FileNotFoundException">Neither it nor its gzipped form is there.</exception>
    public static WorldFile Need(string folder, string name) =>
        Find(folder, name) ?? throw new FileNotFoundException($"'{folder}' is no world: neither {name} nor {name}.gz is there", System.IO.Path.Combine(folder, name));

    /// <summary>Opens it, unpacked.</summary>
    public Stream Open() => Path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(Path), CompressionMode.Decompress) : File.OpenRead(Path);

    /// <summary>Runs what reads from it: damaged gzip is told with the file's name.</summary>
    /// <exception cref="InvalidDataException">The gzip is damaged.</exception>
    public T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{Path}: {e.Message}", e);
        }
    }
}
