using System.Runtime.InteropServices;
using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

public sealed class StateBytesTests
{
    /// <summary>What lies in padding is not defined: the same state would not give the same bytes. Add a filler field.</summary>
    [Fact]
    public void StructsSavedAsTheyLieInMemory_HaveNoPadding()
    {
        foreach (var type in StateBytes.Types) StateBytes.SizeOfFields(type).ShouldBe(SizeOf(type), type.Name);
    }

    [Fact]
    public void Layout_TellsOfEachStructThatIsSavedAsItLiesInMemory()
    {
        string[] saved = ["Place", "Trace", "Group", "Message", "CustomerFeed", "ReceiptFeed", "UnusedCodes", "BarrenNumber", "RepeatSum", "Pair", "Id", "Waiting"];
        foreach (var name in saved) StateBytes.Layout().ShouldContain($";{name}:");
    }

    /// <summary>A struct that is saved so and not listed would be read as something else by a build that has it otherwise.</summary>
    [Fact]
    public void WhatIsNotListed_IsNotSaved()
    {
        using var to = new BinaryWriter(new MemoryStream());
        Should.Throw<InvalidOperationException>(() => StateBytes.Write<Unlisted>(to, [default])).Message.ShouldContain("Unlisted");
    }

    private static int SizeOf(Type type) => (int)typeof(System.Runtime.CompilerServices.Unsafe).GetMethod("SizeOf")!.MakeGenericMethod(type).Invoke(null, null)!;

    [StructLayout(LayoutKind.Sequential)]
    private struct Unlisted
    {
        public long Value;
    }
}
