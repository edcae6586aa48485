using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Doctor;

public sealed class DoctorTests
{
    private const string AnyPort = "http://127.0.0.1:0";

    [Fact]
    public void Doctor_OnDataOfADemo_FindsAllWell_AndOnDamagedDataSaysWhatToDo()
    {
        using var scratch = new Scratch();
        TidegateProcess.Run("demo", "--port", "0", "--speed", "3600", "--minutes", "1", "--data", scratch.Path("demo")).Status.ShouldBe(0);
        var data = scratch.Path("demo/data");
        var well = TidegateProcess.Run("doctor", "--data", data, "--urls", AnyPort);
        well.Status.ShouldBe(0, well.Output + well.Error); // not so on a disk that is nearly full, as it says then
        well.Output.ShouldNotContain("WRONG");
        well.Output.ShouldContain("journal.db is whole");
        well.Output.ShouldContain("cases.db is whole");

        var journal = File.ReadAllBytes(Path.Combine(data, "journal.db"));
        Array.Fill(journal, (byte)0x5A, 0, 4096);
        File.WriteAllBytes(Path.Combine(data, "journal.db"), journal);
        Directory.CreateDirectory(Path.Combine(data, "snapshots"));
        File.WriteAllText(Path.Combine(data, "snapshots", "00000000000000000007.snapshot"), "none");
        var ill = TidegateProcess.Run("doctor", "--data", data, "--urls", AnyPort);
        ill.Status.ShouldBe(1, ill.Output + ill.Error);
        ill.Output.ShouldContain("journal.db is damaged");
        ill.Output.ShouldContain(".recover");
    }

    [Fact]
    public void Doctor_BadConfigurationAndTakenPort_SaysBothAndGoesOn()
    {
        using var scratch = new Scratch();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var result = TidegateProcess.Run("doctor", "--config", scratch.Write("bad.yaml", "mode: sometimes\n"), "--data", scratch.Path("none"), "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        result.Status.ShouldBe(1, result.Output + result.Error);
        result.Output.ShouldContain("mode: 'sometimes'");
        result.Output.ShouldContain("cannot be listened on");
        result.Output.ShouldContain("is not there");
    }
}
