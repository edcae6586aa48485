using System.Runtime.InteropServices;

namespace Tidegate.Traffic;

/// <summary>
/// How readily a thread leaves the processor to others. What reads ahead is soon far enough ahead; on two cores the thread that all wait for,
/// which makes something of what was read, would else stand in the queue for a fifth of the time.
/// </summary>
internal static partial class Niceness
{
    // A third of the part of the others, where there is not enough for all.
    private const int Ahead = 5;

    /// <summary>Lets the threads that are not reading ahead go before the calling one; where the system has no such thing nothing changes.</summary>
    public static void LetOthersGoFirst()
    {
        if (OperatingSystem.IsLinux()) _ = AddToThread(Ahead); // of a thread there alone; elsewhere it would be of the process
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int AddToThread(int more);
}
