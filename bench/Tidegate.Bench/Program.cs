using Tidegate.Bench;

switch (args)
{
    case ["reading", .. var rest]: return ReadingBenchmark.Run(rest);
    case ["detection", .. var rest]: return DetectionBenchmark.Run(rest);
    case ["scan", .. var rest]: return ScanBenchmark.Run(rest);
    case ["report", .. var rest]: return ReportDump.Run(rest);
    case ["console", .. var rest]: return await ConsoleBenchmark.RunAsync(rest);
    case ["months", .. var rest]: return ReportBenchmark.Run(rest);
    case ["reconcile", .. var rest]: return ReconcileBenchmark.Run(rest);
    case ["check", .. var rest]: return CheckBenchmark.Run(rest);
    case ["serve", .. var rest]: return await ServeBenchmark.RunAsync(rest);
    case ["smpp", .. var rest]: return SmppFuzz.Run(rest);
    case ["numbering", .. var rest]:
        NumberingBenchmark.Run(rest);
        return 0;
    default:
        Console.Error.WriteLine("tidegate-bench reading | detection | scan | check | serve | console | months | reconcile | numbering | smpp fuzz N [SEED] | report FILE...");
        return 2;
}
