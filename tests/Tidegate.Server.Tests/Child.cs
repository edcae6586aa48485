using System.Diagnostics;

namespace Tidegate.Server.Tests;

/// <summary>The executable as a process of its own, which can be killed.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly System.Text.StringBuilder _log = new();

    private Child(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>All that it has printed.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public static Child Serve(string data, params string[] more) => new(Start(null, false, ["serve", "--data", data, "--urls", "http://127.0.0.1:0", .. more]));

    /// <summary>Serves on addresses of the caller's choice.</summary>
    public static Child ServeOn(string urls, string data) => new(Start(null, false, ["serve", "--data", data, "--urls", urls]));

    /// <summary>Runs to its end.</summary>
    public static (int Status, string Output, string Error) Run(IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        return Run(null, environment, args);
    }

    /// <summary>Runs to its end, with a text as its standard input.</summary>
    public static (int Status, string Output, string Error) Run(string? input, IReadOnlyDictionary<string, string>? environment, string[] args)
    {
        using var process = Start(environment, input is not null, args);
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }

        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new TimeoutException("tidegate did not end");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Where it listens, once it does.</summary>
    public Task<Uri> AddressAsync() => _address.Task.WaitAsync(Patience);

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static Process Start(IReadOnlyDictionary<string, string>? environment, bool hasInput, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = hasInput, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "tidegate.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Note(string? line)
    {
        const string mark = "listening on ";
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
        var at = line.IndexOf(mark, StringComparison.Ordinal);
        if (at >= 0) _address.TrySetResult(new Uri(line[(at + mark.Length)..].Split(',')[0]));
    }
}
