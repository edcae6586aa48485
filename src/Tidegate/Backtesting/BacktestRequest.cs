using Tidegate.Decisions;
using Tidegate.Scanning;

namespace Tidegate.Backtesting;

/// <summary>A `tidegate backtest` as the user asked for it, checked.</summary>
/// <param name="Input">What to read and how, and where the report goes.</param>
/// <param name="Before">The policy as it is.</param>
/// <param name="After">The changed policy.</param>
/// <param name="BeforeName">How the first is called in the table.</param>
/// <param name="AfterName">How the second is called in the table.</param>
internal sealed record BacktestRequest(ScanRequest Input, DecisionPolicy Before, DecisionPolicy After, string BeforeName, string AfterName);
