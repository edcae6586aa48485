using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Tidegate.Smpp.Receipts;

namespace Tidegate.Server.Smpp;

/// <summary>What an id of our own says.</summary>
/// <param name="At">When the message was taken.</param>
/// <param name="State">What its receipt says of it.</param>
internal readonly record struct MadeId(DateTimeOffset At, MessageState State);

/// <summary>Ids of blocked messages that are answered as if they were taken: 32 hex digits. Whose it is, when and what became of it are in the id
/// itself, encrypted as one block of AES under a key of the data directory: nothing need be kept, after a restart it is known again, and whoever has
/// no key sees noise. Of ids of others one in 2^64 would be taken for such.</summary>
internal sealed class MadeIds : IDisposable
{
    private const uint Mark = 0x54494447;
    private const int Digits = 32;
    private readonly Lock _gate = new();
    private readonly Aes _aes = Aes.Create();
    private readonly TimeProvider _time;
    private uint _count = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)); // two runs in one second do not meet

    /// <param name="key">32 bytes.</param>
    /// <param name="time">The clock.</param>
    public MadeIds(byte[] key, TimeProvider time) => (_aes.Key, _time) = (key, time);

    /// <summary>A new id.</summary>
    /// <param name="account">The system_id that it is for.</param>
    /// <param name="state">What the receipt will say.</param>
    public string Make(string account, MessageState state)
    {
        Span<byte> block = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(block, Mark);
        BinaryPrimitives.WriteUInt32BigEndian(block[4..], Of(account));
        BinaryPrimitives.WriteUInt32BigEndian(block[8..], (uint)_time.GetUtcNow().ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt32BigEndian(block[12..], (Interlocked.Increment(ref _count) << 8) | (uint)state);
        lock (_gate) _aes.EncryptEcb(block, block, PaddingMode.None);
        return Convert.ToHexStringLower(block);
    }

    /// <summary>Reads an id.</summary>
    /// <returns>False where it is not one of ours for this account.</returns>
    public bool TryRead(string account, ReadOnlySpan<byte> id, out MadeId made)
    {
        made = default;
        Span<byte> block = stackalloc byte[16];
        if (id.Length != Digits || Convert.FromHexString(Encoding.ASCII.GetString(id), block, out _, out var written) != System.Buffers.OperationStatus.Done || written != block.Length) return false;
        lock (_gate) _aes.DecryptEcb(block, block, PaddingMode.None);
        var state = (MessageState)block[15];
        if (BinaryPrimitives.ReadUInt32BigEndian(block) != Mark || BinaryPrimitives.ReadUInt32BigEndian(block[4..]) != Of(account)) return false;
        made = new MadeId(DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(block[8..])), state);
        return true;
    }

    public void Dispose() => _aes.Dispose();

    private static uint Of(string account) => (uint)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(account));
}
