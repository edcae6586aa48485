return args is ["reading", .. var rest] ? Tidegate.Bench.ReadingBenchmark.Run(rest) : 0;
