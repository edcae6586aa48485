using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tidegate.Detection;

/// <summary>The hot window: recent submissions in order of arrival. Which of them leave when is told by the <see cref="Arrivals"/>.</summary>
internal sealed class MessageLog(int maximum)
{
    private readonly SlidingWindow<Message> _messages = new(maximum);
    private readonly SlidingWindow<uint> _tags = new(maximum);

    /// <summary>Sequence number of the oldest message held.</summary>
    public long First => _messages.First;

    /// <summary>Sequence number that the next message will get.</summary>
    public long Next => _messages.Next;

    /// <summary>Messages that left before their time because the window was full.</summary>
    public long LeftEarly { get; private set; }

    public ref Message this[long sequence] => ref _messages[sequence];

    public bool Holds(long sequence) => sequence >= First && sequence < Next;

    /// <summary>Sequence number of the previous message into the same 10,000-block, by any customer; -1 when none.</summary>
    public long PreviousInBlock(long sequence)
    {
        var back = this[sequence].BackInBlock;
        return back == 0 ? -1 : sequence - back;
    }

    /// <summary>Whether a message is held and goes into a 10,000-block: where a chain leads out of it, others have taken its place.</summary>
    public bool HoldsInBlock(long sequence, ulong block) => Holds(sequence) && this[sequence].Destination / 10_000 == block;

    /// <summary>Sequence number of the newest message before one that may be alike; -1 when none is.</summary>
    /// <param name="like">What is looked for.</param>
    /// <param name="before">Sequence number behind the newest that is looked at.</param>
    /// <param name="least">Sequence number of the oldest that is looked at.</param>
    public long Previous(Likeness like, long before, long least)
    {
        least = Math.Max(least, First);
        for (var s = before - 1; s >= least;)
        {
            var tags = _tags.UpTo(s);
            if (tags.Length > s - least + 1) tags = tags[^(int)(s - least + 1)..];
            var found = like.LastIn(tags);
            if (found >= 0) return s - (tags.Length - 1 - found);
            s -= tags.Length;
        }

        return -1;
    }

    /// <summary>Brings a message towards the cache.</summary>
    public unsafe void Prefetch(long sequence)
    {
        if (!Sse.IsSupported || !Holds(sequence)) return;
        var message = (byte*)Unsafe.AsPointer(ref this[sequence]);
        Sse.Prefetch0(message);
        Sse.Prefetch0(message + sizeof(Message) - 1);
    }

    /// <summary>Adds a message and returns its sequence number.</summary>
    public long Add(in Message message)
    {
        _tags.Add(Likeness.TagOf(message));
        return _messages.Add(message);
    }

    /// <summary>Lets the messages before one go.</summary>
    /// <param name="first">Sequence number of the first that stays.</param>
    /// <param name="before">Time (Unix ms) from which on they would have stayed, had there been room.</param>
    /// <param name="now">Time (Unix ms) after which none can be, unless of a clock that has leapt back since.</param>
    public void LeaveBefore(long first, long before, long now)
    {
        while (First < first)
        {
            if (this[First].Time >= before && this[First].Time <= now) LeftEarly++;
            _messages.RemoveFirst();
            _tags.RemoveFirst();
        }
    }

    public void Save(BinaryWriter to)
    {
        to.Write(LeftEarly);
        _messages.Save(to);
    }

    public void Load(BinaryReader from)
    {
        LeftEarly = from.ReadInt64();
        _messages.Load(from);
        _tags.BeginAt(_messages.First);
        for (var s = _messages.First; s < _messages.Next; s++) _tags.Add(Likeness.TagOf(_messages[s]));
    }
}
