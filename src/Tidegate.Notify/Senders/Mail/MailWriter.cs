using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Text;
using Tidegate.Notifications;
using Tidegate.Notify.Templates;

namespace Tidegate.Notify.Senders.Mail;

/// <summary>Writes the mail of a notice: text and HTML, marked as automatic, in one thread an incident.</summary>
internal sealed class MailWriter(TemplateSet templates)
{
    private const int LongestSubject = 200;

    public MimeMessage Write(string messageId, Notice notice, string from, IReadOnlyList<string> to)
    {
        var sender = MailboxAddress.Parse(from);
        var domain = sender.Domain;
        var message = new MimeMessage { Subject = OneLine(templates.Render("title", notice, TemplateEscape.None)), Date = notice.At, MessageId = $"{messageId}@{domain}" };
        message.From.Add(sender);
        foreach (var address in to) message.To.Add(MailboxAddress.Parse(address));
        // Mail programs put what refers to the same message in one thread.
        message.References.Add($"{ThreadOf(notice)}@{domain}");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        var body = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = templates.Render("text", notice, TemplateEscape.None) },
            new TextPart(TextFormat.Html) { Text = templates.Render("html", notice, TemplateEscape.Html) },
        };
        message.Body = notice.Report?.Page is { } page ? new Multipart("mixed") { body, Attached(notice.Report, page) } : body;
        return message;
    }

    /// <summary>A text as a header may hold it: in one line, nothing unprintable, not too long.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var kind = Rune.GetUnicodeCategory(rune);
            if (kind is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.Format)
                line.Append(' ');
            else
                line.Append(rune);
        }

        var words = string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= LongestSubject ? words : words[..(LongestSubject - 1)] + "…";
    }

    private static TextPart Attached(ReportFacts report, string page) => new(TextFormat.Html)
    {
        Text = page,
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
        FileName = string.Create(CultureInfo.InvariantCulture, $"tidegate-{report.Report}-{report.Until.UtcDateTime:yyyyMMdd}.html"),
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    private static string ThreadOf(Notice notice) =>
        "thread_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{notice.Subject}\n{notice.Customer}")), 0, 12);
}
