namespace Tidegate.Server.Smpp;

/// <summary>What sessions share.</summary>
internal sealed record SmppParts(SmppOptions Options, SubmissionReader Reader, BlockAnswers Answers, MadeIdAnswers MadeIds, SmppCaptures Captures, SmppObserver Observer, SmppCounts Counts, TimeProvider Time);
