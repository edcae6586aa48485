using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tidegate.Bench;

/// <summary>`tidegate serve` as a process of its own, on a free port: nothing of it is warm when it starts.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServedProcess(Process process, HttpClient http, TimeSpan startedIn) => (_process, Http, StartedIn) = (process, http, startedIn);

    /// <summary>A client of it.</summary>
    public HttpClient Http { get; }

    /// <summary>From the start of the process to its first answer to /health/live.</summary>
    public TimeSpan StartedIn { get; }

    public static async Task<ServedProcess> StartAsync(string data)
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tidegate.dll"), "serve", "--data", data, "--urls", $"http://127.0.0.1:{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/health/live");
                return new ServedProcess(process, http, watch.Elapsed);
            }
            catch (HttpRequestException) when (!process.HasExited && watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(10);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
