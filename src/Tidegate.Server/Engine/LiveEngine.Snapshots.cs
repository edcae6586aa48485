using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>Snapshots: the detection thread takes an image in memory, another thread writes it, and the detection thread hears of it.</summary>
internal sealed partial class LiveEngine
{
    private static readonly TimeSpan PatienceWithCases = TimeSpan.FromSeconds(10);

    // Those who asked while one was being written: theirs comes after it.
    private readonly List<SnapshotRequest> _wanted = [];
    private Thread? _snapshotWriter;

    /// <summary>Writes a snapshot of now; true when it is written or none was needed.</summary>
    public Task<bool> SnapshotAsync()
    {
        var request = new SnapshotRequest(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        Post(request);
        return request.Done!.Task;
    }

    private void TakeSnapshot(SnapshotRequest request)
    {
        if (_snapshotWriter is not null)
        {
            _wanted.Add(request);
            return;
        }

        var position = _partition.Position;
        if (position == _snapshotPosition && _detectionFault is null) request.Done?.TrySetResult(true);
        else if (!MaySnapshot() || ImageOf(position) is not { } image) request.Done?.TrySetResult(false);
        else _snapshotWriter = StartWriter(image, position, request);
    }

    // What follows from the entries must be written down before a snapshot makes sure that they are never replayed; and the
    // sums must reach up to the snapshot that will be the older one, so that there is always one to go on from.
    private bool MaySnapshot() => _detectionFault is null && WaitForCases(PatienceWithCases) && Sums.Reaches(_snapshotPosition);

    private SnapshotImage? ImageOf(long position)
    {
        try
        {
            var begin = _time.GetTimestamp();
            var image = SnapshotImage.Of(_partition.Save);
            LogSnapshotTaken(_log, position, image.Length >> 20, _time.GetElapsedTime(begin).TotalMilliseconds);
            return image;
        }
        catch (OutOfMemoryException e)
        {
            LogSnapshotFault(_log, position, e.Message);
            return null;
        }
    }

    private Thread StartWriter(SnapshotImage image, long position, SnapshotRequest request)
    {
        var writer = new Thread(() => Post(WriteSnapshot(image, position, request))) { Name = "tidegate-snapshot", IsBackground = true };
        writer.Start();
        return writer;
    }

    private SnapshotWritten WriteSnapshot(SnapshotImage image, long position, SnapshotRequest request)
    {
        using (image)
        {
            try
            {
                var begin = _time.GetTimestamp();
                _snapshots.Write(position, image.MoveTo);
                var neededFrom = _snapshots.Trim();
                LogSnapshot(_log, position, _time.GetElapsedTime(begin).TotalMilliseconds);
                return new SnapshotWritten(request, position, neededFrom);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogSnapshotFault(_log, position, e.Message);
                return new SnapshotWritten(request, position, null);
            }
        }
    }

    private void NoteSnapshot(SnapshotWritten written)
    {
        _snapshotWriter = null;
        if (written.NeededFrom is { } from)
        {
            _snapshotPosition = written.Position;
            _lastSnapshot = _time.GetTimestamp();
            Volatile.Write(ref _trimUpTo, from);
        }

        written.Request.Done?.TrySetResult(written.NeededFrom is not null);
        var wanted = _wanted.ToList();
        _wanted.Clear();
        foreach (var request in wanted) TakeSnapshot(request);
    }

    private sealed record SnapshotRequest(TaskCompletionSource<bool>? Done);

    // NeededFrom: the position from which the journal is still needed; null where it could not be written.
    private sealed record SnapshotWritten(SnapshotRequest Request, long Position, long? NeededFrom);
}
