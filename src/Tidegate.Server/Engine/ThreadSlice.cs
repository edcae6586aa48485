using System.Runtime.InteropServices;

namespace Tidegate.Server.Engine;

/// <summary>
/// How long the scheduler lets a thread run before another that has become ready gets its core. Threads that work through what is queued ask for
/// long: then those that pass a message on, and those of other programs, need not wait for the next tick of the clock (up to 4 ms) for them. Their part of the
/// processor stays the same. Linux 6.12 and later (sched(7), sched_setattr(2): sched_runtime of SCHED_OTHER); elsewhere nothing changes.
/// </summary>
internal static partial class ThreadSlice
{
    /// <summary>What is asked for.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMilliseconds(50);

    // Numbers of sched_setattr and sched_getattr; the C library has no functions for them before glibc 2.41.
    private static readonly (int Set, int Get)? Calls = !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (314, 315),
        Architecture.Arm64 => (274, 275),
        _ => null,
    };

    /// <summary>Asks for a long one for the calling thread, and for those that it starts from now on.</summary>
    /// <returns>Whether it could be asked for.</returns>
    public static bool Lengthen() => Set(Long);

    /// <summary>Asks for the system's own again.</summary>
    public static bool Reset() => Set(TimeSpan.Zero);

    /// <summary>The calling thread's slice and nice value; null where the system does not tell.</summary>
    public static (TimeSpan Slice, int Nice)? Current() => Get() is { } now ? (TimeSpan.FromMicroseconds(now.Runtime / 1000.0), now.Nice) : null;

    private static bool Set(TimeSpan slice)
    {
        if (Get() is not { Policy: 0 } now) return false; // a thread that somebody has given another policy keeps it
        var asked = new Attributes { Size = (uint)Marshal.SizeOf<Attributes>(), Nice = now.Nice, Runtime = (ulong)slice.TotalNanoseconds };
        return Ask(Calls!.Value.Set, 0, asked, 0) == 0;
    }

    private static Attributes? Get() => Calls is { } calls && Tell(calls.Get, 0, out var now, (uint)Marshal.SizeOf<Attributes>(), 0) == 0 ? now : null;

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Ask(nint call, nint thread, in Attributes attributes, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Tell(nint call, nint thread, out Attributes attributes, nuint size, nuint flags);

    // struct sched_attr, its first version.
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime; // ns
        public ulong Deadline;
        public ulong Period;
    }
}
