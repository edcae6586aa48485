using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>Snapshots: the detection thread takes an image in memory, which another thread has ready and writes out, and hears of it.</summary>
internal sealed partial class LiveEngine
{
    private static readonly TimeSpan PatienceWithCases = TimeSpan.FromSeconds(10);

    // Those who asked while one was being written: theirs comes after it.
    private readonly List<SnapshotRequest> _wanted = [];

    // Of the thread that writes, of which there is one at a time.
    private readonly SnapshotImage _image = new();
    private Thread? _snapshotWriter;
    private long _imageSize;

    /// <summary>Writes a snapshot of now; true when it is written or none was needed.</summary>
    public Task<bool> SnapshotAsync()
    {
        var request = new SnapshotRequest(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        Post(request);
        return request.Done!.Task;
    }

    private void TakeSnapshot(SnapshotRequest request)
    {
        var position = _partition.Position;
        if (_snapshotWriter is not null) _wanted.Add(request);
        else if (_detectionFault is not null) request.Done?.TrySetResult(false);
        else if (position == _snapshotPosition) request.Done?.TrySetResult(true);
        else
        {
            var earlier = _snapshotPosition;
            _snapshotWriter = new Thread(() => Post(WriteSnapshot(request, position, earlier))) { Name = "tidegate-snapshot", IsBackground = true };
            _snapshotWriter.Start();
        }
    }

    // On the thread that writes: has memory ready for the image, has detection fill it, and writes it out. It is of a later position
    // than it was asked at.
    private SnapshotWritten WriteSnapshot(SnapshotRequest request, long position, long earlier)
    {
        try
        {
            long outcomes;
            do
            {
                _image.Prepare(_imageSize + (_imageSize / 8));
                var taking = new ImageRequest();
                Post(taking);
                if (taking.Taken.Task.GetAwaiter().GetResult() is not { } taken) return new SnapshotWritten(request, position, null);
                (position, outcomes, _imageSize) = (taken.Position, taken.Outcomes, _image.Length);
            }
            while (!_image.IsWhole); // it told how much it needs

            if (!MayWrite(outcomes, earlier)) return new SnapshotWritten(request, position, null);
            var begin = _time.GetTimestamp();
            _snapshots.Write(position, _image.WriteTo);
            var neededFrom = _snapshots.Trim();
            LogSnapshot(_log, position, _time.GetElapsedTime(begin).TotalMilliseconds);
            return new SnapshotWritten(request, position, neededFrom);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            LogSnapshotFault(_log, position, e.Message);
            return new SnapshotWritten(request, position, null);
        }
    }

    private void TakeImage(ImageRequest request)
    {
        if (_detectionFault is not null || _casesFault is not null)
        {
            request.Taken.TrySetResult(null);
            return;
        }

        try
        {
            var begin = _time.GetTimestamp();
            _partition.Save(_image);
            if (_image.IsWhole) LogSnapshotTaken(_log, _partition.Position, _image.Length >> 20, _time.GetElapsedTime(begin).TotalMilliseconds);
            request.Taken.TrySetResult((_partition.Position, _outcomesAdded));
        }
        catch (OutOfMemoryException e)
        {
            request.Taken.TrySetException(e);
        }
    }

    // What follows from the entries must be written down before a snapshot makes sure that they are never replayed; and the
    // sums must reach up to the snapshot that will be the older one, so that there is always one to go on from.
    private bool MayWrite(long outcomes, long earlier) => WaitForCases(outcomes, PatienceWithCases) && Sums.Reaches(earlier);

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

    // Taken: the position of which it is an image, and how many outcomes there were by then; null where none may be taken.
    private sealed record ImageRequest
    {
        public TaskCompletionSource<(long Position, long Outcomes)?> Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // NeededFrom: the position from which the journal is still needed; null where it could not be written.
    private sealed record SnapshotWritten(SnapshotRequest Request, long Position, long? NeededFrom);
}
