using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>Zeroed memory outside the managed heap; given back when disposed, or when nothing refers to it any more.</summary>
/// <remarks>
/// Where the system can, room to grow is reserved as addresses only: memory is taken as it is touched, in huge pages.
/// </remarks>
internal sealed unsafe partial class SlabMemory : SafeHandle
{
    private const nuint HugePage = 2 << 20;
    private const nuint LeastMapped = HugePage / 2;
    private const int ReadWrite = 3;
    private const int PrivateAnonymousUnreserved = 0x4022;
    private const int HugePages = 14;
    private const int PopulateWritable = 23; // Linux 5.14 and later; before, it is refused and nothing is gained
    private const nuint LeastTouched = 256 << 10;

    private readonly nuint _mapped;

    /// <summary>Takes memory.</summary>
    /// <param name="bytes">Bytes needed now.</param>
    /// <param name="reserved">Bytes to which it may grow in place.</param>
    public SlabMemory(nuint bytes, nuint reserved)
        : base(0, ownsHandle: true)
    {
        if (bytes >= LeastMapped && OperatingSystem.IsLinux())
        {
            reserved = Math.Max(bytes, reserved);
            if (TryMap(reserved + HugePage))
            {
                _mapped = reserved + HugePage;
                Bytes = reserved;
                Start = ((nuint)handle + HugePage - 1) & ~(HugePage - 1);
                return;
            }
        }

        var allocated = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(allocated, bytes);
        SetHandle((nint)allocated);
        Bytes = bytes;
        Start = (nuint)allocated;
    }

    /// <summary>Address of the first byte: on a cache line at least.</summary>
    public nuint Start { get; }

    /// <summary>Bytes that may be used.</summary>
    public nuint Bytes { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Has the system provide all memory now: its first touch costs more than a copy into it. Contents are not changed.</summary>
    public void Touch()
    {
        if (_mapped > 0) _ = Advise((nint)Start, Bytes, PopulateWritable);
    }

    /// <summary>
    /// Has the system provide memory that will soon be used, on another thread: the first touch of memory costs as much as
    /// much of what is done with it. Contents are not changed.
    /// </summary>
    public void TouchAhead(nuint from, nuint to)
    {
        to = Math.Min(to, Bytes);
        if (_mapped == 0 || to < from + LeastTouched) return;
        var held = false;
        DangerousAddRef(ref held); // the addresses stay ours until it is done
        ThreadPool.UnsafeQueueUserWorkItem(
            static work =>
            {
                var start = (work.Memory.Start + work.From) & ~(nuint)4095;
                _ = Advise((nint)start, work.Memory.Start + work.To - start, PopulateWritable);
                work.Memory.DangerousRelease();
            },
            (Memory: this, From: from, To: to),
            preferLocal: false);
    }

    protected override bool ReleaseHandle()
    {
        if (_mapped > 0) return Unmap(handle, _mapped) == 0;
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private bool TryMap(nuint bytes)
    {
        var at = Map(0, bytes, ReadWrite, PrivateAnonymousUnreserved, -1, 0);
        if (at == -1) return false;
        SetHandle(at);
        _ = Advise(at, bytes, HugePages); // where there are none it is only slower
        return true;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint at, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint at, nuint bytes);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint at, nuint bytes, int advice);
}
