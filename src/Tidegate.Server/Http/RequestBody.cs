using System.IO.Compression;

namespace Tidegate.Server.Http;

/// <summary>The unpacked body of a request, bounded in size.</summary>
internal sealed class RequestBody : IAsyncDisposable
{
    private const int SideBytes = 64 * 1024;
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(20);

    private readonly BodyStream _raw;
    private readonly Stream _stream;
    private byte[]? _side;
    private Task<int>? _pending;
    private readonly long _most;
    private long _read;

    /// <summary>Opens the body of a request.</summary>
    /// <exception cref="ProblemException">It is packed in a way that is not known.</exception>
    public RequestBody(HttpContext context, long most)
    {
        _most = most;
        var encoding = context.Request.Headers.ContentEncoding.ToString().Trim();
        _raw = new BodyStream(context.Request.BodyReader);
        _stream = encoding.ToLowerInvariant() switch
        {
            "" or "identity" => _raw,
            "gzip" or "x-gzip" => new GZipStream(_raw, CompressionMode.Decompress, leaveOpen: true),
            "zstd" => new ZstdSharp.DecompressionStream(_raw, leaveOpen: true),
            _ => throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "the body is packed in a way that is not known", "Content-Encoding", encoding, "gzip, zstd or none"),
        };
    }

    /// <summary>Whether <see cref="FillAsync"/> came to the end.</summary>
    public bool Ended { get; private set; }

    /// <summary>Reads some; 0 at the end.</summary>
    /// <exception cref="ProblemException">There is more than is taken.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancel)
    {
        var read = await _stream.ReadAsync(into, cancel);
        _read += read;
        if (_read > _most) throw new ProblemException(StatusCodes.Status413PayloadTooLarge, "the body is too large", "body", "", $"at most {_most} bytes, unpacked; send it in parts");
        return read;
    }

    /// <summary>
    /// Reads more behind what is filled, up to so many bytes; fewer when the sender pauses, so that a slow stream is taken
    /// in as it comes. Returns how far the buffer is filled then.
    /// </summary>
    public async Task<int> FillAsync(byte[] buffer, int filled, int most, CancellationToken cancel)
    {
        _side ??= new byte[SideBytes];
        var begin = filled;
        var end = Math.Min(buffer.Length, filled + most);
        while (filled < end)
        {
            _pending ??= ReadAsync(_side.AsMemory(0, Math.Min(_side.Length, end - filled)), cancel).AsTask();
            if (!_pending.IsCompleted && filled > begin && await Task.WhenAny(_pending, Task.Delay(Lull, cancel)) != _pending) return filled;
            var read = await _pending;
            _pending = null;
            if (read == 0)
            {
                Ended = true;
                return filled;
            }

            _side.AsSpan(0, read).CopyTo(buffer.AsSpan(filled));
            filled += read;
        }

        return filled;
    }

    /// <summary>Reads all that is left.</summary>
    public async Task CopyToAsync(Stream to, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        while (await ReadAsync(buffer, cancel) is var read and > 0) to.Write(buffer.AsSpan(0, read));
    }

    /// <summary>All of the body of a request.</summary>
    public static async Task<byte[]> ReadAllAsync(HttpContext context, long most)
    {
        await using var body = new RequestBody(context, most);
        if (body._stream == body._raw && context.Request.ContentLength is { } stated and <= SideBytes && stated <= most) return await body.ReadStatedAsync((int)stated, context.RequestAborted);
        using var whole = new MemoryStream();
        await body.CopyToAsync(whole, context.RequestAborted);
        return whole.ToArray();
    }

    // Small, of a stated length and not packed, as checks are: one array and no other. Kestrel gives no more than was stated.
    private async Task<byte[]> ReadStatedAsync(int length, CancellationToken cancel)
    {
        var whole = new byte[length];
        var filled = 0;
        while (filled < length && await ReadAsync(whole.AsMemory(filled), cancel) is var read and > 0) filled += read;
        return filled == length ? whole : whole[..filled];
    }

    public async ValueTask DisposeAsync()
    {
        // Who refuses a body half way must not be reading it still when the web server throws the rest of it away.
        if (_pending is { IsCompleted: false }) _raw.BreakOff();
        if (_pending is { } pending) await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (_stream is GZipStream or ZstdSharp.DecompressionStream) await _stream.DisposeAsync();
    }
}
