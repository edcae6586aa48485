using Tidegate.Reporting;
using Tidegate.Server.Engine;
using Tidegate.Traffic;

namespace Tidegate.Server.Watching;

/// <summary>
/// Takes the files that are put into a folder, one after the other: taken ones go to done/, others to failed/ with the reason
/// beside them. docs/watch.md.
/// </summary>
internal sealed partial class FolderWatch(WatchOptions? options, FileIntake intake, TimeProvider time, ILogger<FolderWatch> log) : BackgroundService
{
    private const string ReasonEnd = ".reason.txt";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly SettledFiles? _files = options is null ? null : new SettledFiles(options.Folder, options.Settle, time);
    private readonly Dictionary<string, FileStamp> _stuck = new(StringComparer.Ordinal);
    private string? _fault;
    private long _taken;
    private long _failed;

    /// <summary>Files taken since the start.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Files since the start that could not be taken.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Looks once, and takes what is ready.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        if (options is null) return;
        try
        {
            Directory.CreateDirectory(options.Done);
            Directory.CreateDirectory(options.Failed);
            foreach (var (path, stamp) in _files!.Look())
            {
                if (_stuck.TryGetValue(path, out var stuck) && stuck == stamp) continue;
                await TakeAsync(path, stamp, cancel);
            }

            _fault = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotDurableException)
        {
            if (_fault is null) LogFault(log, options.Folder, e.Message);
            _fault = e.Message;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options is null) return;
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // It stops; a file half taken is taken on at the next start.
        }
    }

    private async Task TakeAsync(string path, FileStamp stamp, CancellationToken cancel)
    {
        try
        {
            var name = Path.GetFileName(path);
            var hash = await FileIntake.HashAsync(path, cancel);
            if (intake.Find(hash) is { } before)
            {
                // Of the same name it was taken, and the process ended before it was moved.
                if (before.Name == name) Move(path, options!.Done, Told(before, []));
                else Refuse(path, $"the same content was taken as '{before.Name}' on {Phrases.Time(before.At)} UTC");
                return;
            }

            var (taken, bad) = await intake.TakeAsync(path, options!.Reading, cancel);
            if (FileStamp.Of(path) != stamp) return; // it has grown meanwhile: what is new is taken when it has settled
            if (stamp.Length > 0 && taken.Bad > 0 && taken.Accepted + taken.Duplicates == 0)
            {
                Refuse(path, Told(taken, bad));
                return;
            }

            await intake.RememberAsync(hash, taken);
            Move(path, options.Done, Told(taken, bad));
            Interlocked.Increment(ref _taken);
            LogTaken(log, name, taken.Format, taken.Accepted, taken.Duplicates, taken.Bad);
        }
        catch (TrafficSourceException e)
        {
            Refuse(path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It can neither be read nor moved: told once, and left alone until it changes.
            _stuck[path] = stamp;
            LogStuck(log, Path.GetFileName(path), e.Message);
        }
    }

    private void Refuse(string path, string reason)
    {
        Move(path, options!.Failed, reason);
        Interlocked.Increment(ref _failed);
        LogRefused(log, Path.GetFileName(path), reason.Split('\n')[0]);
    }

    // The reason first: who finds the file there finds it too.
    private static void Move(string path, string folder, string told)
    {
        var name = Path.GetFileName(path);
        var target = Path.Combine(folder, name);
        for (var n = 2; File.Exists(target); n++) target = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}.{n}{Path.GetExtension(name)}");
        File.WriteAllText(target + ReasonEnd, told + "\n");
        File.Move(path, target);
    }

    private static string Told(TakenFile taken, IReadOnlyList<BadRecord> bad)
    {
        var first = $"{taken.Name}: read as {taken.Format}; {Phrases.Count(taken.Records)} records, {Phrases.Count(taken.Accepted)} events taken, {Phrases.Count(taken.Duplicates)} were there already, {Phrases.Count(taken.Late)} too late for detection, {Phrases.Count(taken.Bad)} records bad";
        return string.Join('\n', bad.Select(b => $"line {b.Line}: {b.Reason}{(b.Value.Length > 0 ? $" ('{b.Value}')" : "")}").Prepend(first));
    }

    [LoggerMessage(1300, LogLevel.Information, "File '{File}' taken as {Format}: {Accepted} events, {Duplicates} there already, {Bad} bad records")]
    private static partial void LogTaken(ILogger log, string file, string format, long accepted, long duplicates, long bad);

    [LoggerMessage(1301, LogLevel.Warning, "File '{File}' not taken: {Reason}")]
    private static partial void LogRefused(ILogger log, string file, string reason);

    [LoggerMessage(1302, LogLevel.Error, "File '{File}' can be neither read nor moved, and is left alone until it changes: {Reason}")]
    private static partial void LogStuck(ILogger log, string file, string reason);

    [LoggerMessage(1303, LogLevel.Error, "The folder '{Folder}' cannot be watched; it is tried again: {Reason}")]
    private static partial void LogFault(ILogger log, string folder, string reason);
}
