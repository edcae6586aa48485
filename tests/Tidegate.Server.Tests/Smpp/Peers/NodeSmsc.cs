using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tidegate.Server.Tests.Samples;

namespace Tidegate.Server.Tests.Smpp.Peers;

/// <summary>A real SMSC, node-smpp, in a process of its own that can be killed and started again at the same port.</summary>
internal sealed class NodeSmsc : IDisposable
{
    private readonly List<JsonNode> _said = [];
    private Process? _process;

    private NodeSmsc(int port) => Port = port;

    public static string Folder => Path.Combine(MonitoringTests.Repository(), "tests", "Tidegate.Server.Tests", "Smpp", "Peers");

    public int Port { get; }

    public static async Task<NodeSmsc> StartAsync()
    {
        var smsc = new NodeSmsc(Ports.Free());
        await smsc.ReturnAsync();
        return smsc;
    }

    /// <summary>All that it told of one kind, since it was first started.</summary>
    public IReadOnlyList<JsonNode> Said(string what)
    {
        lock (_said) return [.. _said.Where(s => s["event"]!.GetValue<string>() == what)];
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it, again or for the first time.</summary>
    public async Task ReturnAsync()
    {
        var before = Said("listening").Count;
        _process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, "smsc.js"), Port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        await Wait.UntilAsync(() => Said("listening").Count > before);
    }

    public void Dispose()
    {
        if (_process is not null) Kill();
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_said) _said.Add(JsonNode.Parse(line)!);
    }
}
