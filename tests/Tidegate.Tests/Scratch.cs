namespace Tidegate.Tests;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-test-").FullName;

    public string Folder => _folder;

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(Path(name), content);
        return Path(name);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
