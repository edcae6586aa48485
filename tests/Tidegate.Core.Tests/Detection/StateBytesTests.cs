using System.Runtime.CompilerServices;
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
        StateBytes.SizeOfFields(typeof(Place)).ShouldBe(Unsafe.SizeOf<Place>(), "Place");
        StateBytes.SizeOfFields(typeof(Trace)).ShouldBe(Unsafe.SizeOf<Trace>(), "Trace");
        StateBytes.SizeOfFields(typeof(Group)).ShouldBe(Unsafe.SizeOf<Group>(), "Group");
        StateBytes.SizeOfFields(typeof(Message)).ShouldBe(Unsafe.SizeOf<Message>(), "Message");
        StateBytes.SizeOfFields(typeof(CustomerFeed)).ShouldBe(Unsafe.SizeOf<CustomerFeed>(), "CustomerFeed");
    }
}
