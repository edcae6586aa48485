using Shouldly;
using Tidegate.Server.Engine;
using Xunit;

namespace Tidegate.Server.Tests.Engine;

public sealed class ThreadSliceTests
{
    [Fact]
    public async Task WhatIsAskedFor_IsWhatTheSchedulerHas_ForThisThreadAndThoseItStarts_AndCanBeUndone() => await OnAThreadOfItsOwn(() =>
    {
        var before = ThreadSlice.Current();
        var could = ThreadSlice.Lengthen();
        could.ShouldBe(before is not null);
        if (before is not { } was) return; // a system that has no such thing: nothing changes, nothing fails

        // Linux before 6.12 takes the call and has one slice for all.
        var expected = Environment.OSVersion.Version >= new Version(6, 12) ? ThreadSlice.Long : was.Slice;
        ThreadSlice.Current().ShouldBe((expected, was.Nice));
        (TimeSpan, int)? inherited = null;
        var child = new Thread(() => inherited = ThreadSlice.Current());
        child.Start();
        child.Join();
        inherited.ShouldBe((expected, was.Nice));
        ThreadSlice.Reset().ShouldBeTrue();
        ThreadSlice.Current().ShouldBe(was);
    });

    private static Task OnAThreadOfItsOwn(Action work)
    {
        var done = new TaskCompletionSource();
        new Thread(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }).Start();
        return done.Task;
    }
}
