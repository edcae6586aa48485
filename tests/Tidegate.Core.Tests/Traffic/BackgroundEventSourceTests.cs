using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class BackgroundEventSourceTests
{
    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(7, 2, 3)]
    [InlineData(64, 4, 1000)]
    public void Same_events_in_the_same_order(int batchSize, int batches, int readSize)
    {
        using var source = new BackgroundEventSource(new CountingSource(1000), batchSize, batches);
        Taken.All(source, readSize).Select(e => e.Time).ShouldBe(Enumerable.Range(0, 1000).Select(i => (long)i));
    }

    [Fact]
    public void Exception_of_the_source_comes_after_the_events_before_it()
    {
        using var source = new BackgroundEventSource(new CountingSource(100, failAt: 50), batchSize: 10);
        var batch = new TrafficEvent[1000];
        var count = 0;
        Should.Throw<InvalidOperationException>(() =>
        {
            for (int read; (read = source.Read(batch)) > 0;) count += read;
        });
        count.ShouldBe(50);
        source.Read(batch).ShouldBe(0);
    }

    [Fact]
    public void Disposing_early_ends_the_thread_and_disposes_the_source()
    {
        var inner = new CountingSource(int.MaxValue);
        var source = new BackgroundEventSource(inner, batchSize: 4, batches: 2);
        source.Read(new TrafficEvent[3]).ShouldBe(3);
        source.Dispose();
        source.Dispose();
        inner.Disposed.ShouldBe(1);
    }

    [Fact]
    public void Cancelling_ends_as_at_the_end()
    {
        using var cancel = new CancellationTokenSource();
        using var source = new BackgroundEventSource(new CountingSource(int.MaxValue), batchSize: 4, batches: 2, cancel.Token);
        var batch = new TrafficEvent[4];
        source.Read(batch).ShouldBe(4);
        cancel.Cancel();
        var more = 0;
        for (int read; (read = source.Read(batch)) > 0;) more += read;
        more.ShouldBeLessThan(int.MaxValue);
    }

    [Fact]
    public void Empty_source_ends_at_once()
    {
        using var source = new BackgroundEventSource(new CountingSource(0));
        Taken.All(source).ShouldBeEmpty();
    }

    private sealed class CountingSource(int count, int failAt = -1) : EventSource
    {
        private int _at;

        public int Disposed { get; private set; }

        public override SourceReport Report { get; } = new("test", "test");

        public override int Read(Span<TrafficEvent> batch)
        {
            var read = 0;
            for (; read < batch.Length && _at < count; read++)
            {
                if (_at == failAt) throw new InvalidOperationException("broken");
                batch[read] = new TrafficEvent { Time = _at++ };
            }

            return read;
        }

        protected override void Dispose(bool disposing)
        {
            Disposed++;
            base.Dispose(disposing);
        }
    }
}
