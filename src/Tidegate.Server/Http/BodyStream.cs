using System.Buffers;
using System.IO.Pipelines;

namespace Tidegate.Server.Http;

/// <summary>
/// The body of a request as it comes in. Its reading can be broken off, so that the web server can throw the rest away: it cannot while
/// somebody reads, and a reading that is cancelled by a token counts as one for ever.
/// </summary>
internal sealed class BodyStream(PipeReader reader) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the reading that waits; it is cancelled.</summary>
    public void BreakOff() => reader.CancelPendingRead();

    /// <exception cref="ProblemException">What comes in is no body, or ended within it.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await NextAsync(cancellationToken);
        var some = result.Buffer.Slice(0, result.IsCanceled ? 0 : Math.Min(result.Buffer.Length, buffer.Length));
        var length = (int)some.Length; // before its memory is given back
        some.CopyTo(buffer.Span);
        reader.AdvanceTo(some.End);
        return result.IsCanceled ? throw new OperationCanceledException("the reading was broken off") : length;
    }

    // The web server has an error of its own for most that is no body, which is known; but not for a chunk whose size is beyond all bounds.
    private async ValueTask<ReadResult> NextAsync(CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(cancel);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "the body cannot be read: " + e.Message, "body", "", "a body that is whole, and chunked as RFC 9112 section 7.1 has it where it is chunked");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
