namespace Tidegate.Smpp;

/// <summary>A body of one or more commands. Reading and writing again gives the same octets.</summary>
public interface IPduBody<TSelf>
    where TSelf : IPduBody<TSelf>, allows ref struct
{
    /// <summary>Reads it. The parts are views of what is read: nothing is copied.</summary>
    static abstract TSelf Read(scoped ref PduReader reader);

    /// <summary>Writes it.</summary>
    void Write(scoped ref PduWriter writer);
}

/// <summary>Reads bodies.</summary>
public static class PduBody
{
    /// <summary>Reads a body; never throws, whatever the octets are.</summary>
    /// <param name="body">What follows the header.</param>
    /// <param name="value">The body; what could be read of it, when there is a fault.</param>
    /// <param name="fault">Why it is not such a body.</param>
    public static bool TryRead<TBody>(ReadOnlySpan<byte> body, out TBody value, out PduFault fault)
        where TBody : IPduBody<TBody>, allows ref struct
    {
        var reader = new PduReader(body);
        value = TBody.Read(ref reader);
        fault = reader.Fault;
        return !fault.IsFault;
    }
}
