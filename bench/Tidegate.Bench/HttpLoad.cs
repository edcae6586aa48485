using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tidegate.Bench;

/// <summary>Sends one prepared request over and over on keep-alive connections, one at a time on each, and counts answers.</summary>
internal static class HttpLoad
{
    /// <summary>Requests a second, and how many were not answered 2xx.</summary>
    public static async Task<(double Rate, long Bad)> RunAsync(int port, byte[] request, int connections, TimeSpan length)
    {
        var (done, bad) = (0L, 0L);
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var buffer = new byte[16 << 10];
            while (Stopwatch.GetElapsedTime(begin) < length)
            {
                await socket.SendAsync(request);
                if (await ReadAnswerAsync(socket, buffer)) Interlocked.Increment(ref done);
                else Interlocked.Increment(ref bad);
            }
        })));
        return (done / Stopwatch.GetElapsedTime(begin).TotalSeconds, bad);
    }

    private static async Task<bool> ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var held = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(held));
            if (read == 0) throw new IOException("the server hung up");
            held += read;
            if (IsWhole(buffer.AsSpan(0, held))) return buffer[9] == (byte)'2';
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var length = answer[..head].IndexOf("Content-Length: "u8);
        if (length < 0) return answer.EndsWith("0\r\n\r\n"u8);
        var digits = answer[(length + 16)..head];
        var end = digits.IndexOf((byte)'\r');
        return answer.Length >= head + 4 + int.Parse(end < 0 ? digits : digits[..end]);
    }
}
