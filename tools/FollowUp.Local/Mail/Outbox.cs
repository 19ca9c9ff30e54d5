using FollowUps.Local.Playing;
using MimeKit;
using MimeKit.Utils;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Mail;

/// <summary>One mail in the outbox.</summary>
/// <param name="Number">Its place in the order of arrival, from 1.</param>
/// <param name="At">Simulated instant.</param>
/// <param name="Kind">Kind of follow-up; "mail" when the handler did not say.</param>
/// <param name="To">First recipient's address.</param>
/// <param name="Name">First recipient's display name, or empty.</param>
/// <param name="Subject">Subject.</param>
/// <param name="Path">The .eml file.</param>
public sealed record OutboxMail(int Number, Instant At, string Kind, string To, string Name, string Subject, string Path);

/// <summary>Every accepted mail as one .eml file, and the list of them. Nothing is ever overwritten. Safe for concurrent use.</summary>
public sealed class Outbox
{
    private const string KindHeader = "X-FollowUp-Kind";
    private static readonly InstantPattern FileStamp = InstantPattern.CreateWithInvariantCulture("yyyy-MM-dd'T'HHmmss'Z'");

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly SimulatedClock _clock;
    private readonly List<OutboxMail> _mails = [];

    /// <summary>Opens a folder; mails of earlier runs in it are listed too.</summary>
    public Outbox(string folder, SimulatedClock clock)
    {
        (_folder, _clock) = (System.IO.Path.GetFullPath(folder), clock);
        Directory.CreateDirectory(_folder);
        foreach (var path in Directory.EnumerateFiles(_folder, "*.eml").Order(StringComparer.Ordinal)) List(path, MimeMessage.Load(path));
    }

    /// <summary>All mails, the latest first.</summary>
    public IReadOnlyList<OutboxMail> Latest
    {
        get
        {
            lock (_lock) return [.. _mails.OrderByDescending(m => m.At).ThenByDescending(m => m.Number)];
        }
    }

    /// <summary>A mail by its number; null: there is none.</summary>
    public OutboxMail? Find(int number)
    {
        lock (_lock) return number >= 1 && number <= _mails.Count ? _mails[number - 1] : null;
    }

    /// <summary>Writes an accepted mail.</summary>
    /// <returns>The new entry.</returns>
    public OutboxMail Add(SendRequest mail, Guid operation)
    {
        var now = _clock.Now;
        using var message = Message(mail, now);
        lock (_lock)
        {
            var path = Write(message, Name(mail, operation, now));
            return List(path, message);
        }
    }

    private static string Name(SendRequest mail, Guid operation, Instant now)
    {
        var generation = mail.Header("X-FollowUp-Generation");
        return $"{FileStamp.Format(now)}-{Safe(mail.Header(KindHeader) ?? "mail")}-{Safe(mail.Header("X-FollowUp-Id") ?? operation.ToString("N"))}"
            + (generation is null or "0" or "1" ? "" : $"-g{Safe(generation)}");
    }

    private static string Safe(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'));

    private static MimeMessage Message(SendRequest mail, Instant now)
    {
        var message = new MimeMessage { Subject = mail.Subject, Date = now.ToDateTimeOffset(), MessageId = MimeUtils.GenerateMessageId("mailbox.local") };
        message.From.Add(MailboxAddress.Parse(mail.From));
        message.To.AddRange(mail.To);
        message.Cc.AddRange(mail.Cc);
        message.ReplyTo.AddRange(mail.ReplyTo);
        foreach (var (name, value) in mail.Headers)
        {
            if (name.Equals("Message-ID", StringComparison.OrdinalIgnoreCase)) message.Headers.Replace(HeaderId.MessageId, value);
            else message.Headers.Add(name, value);
        }

        var body = new BodyBuilder { HtmlBody = mail.Html, TextBody = mail.Text };
        foreach (var (name, contentType, content) in mail.Attachments)
            body.Attachments.Add(name, content, ContentType.TryParse(contentType, out var type) ? type : new ContentType("application", "octet-stream"));
        message.Body = body.ToMessageBody();
        return message;
    }

    private string Write(MimeMessage message, string name)
    {
        for (var copy = 1; ; copy++)
        {
            var path = System.IO.Path.Combine(_folder, $"{name}{(copy == 1 ? "" : $"-dup{copy}")}.eml");
            if (File.Exists(path)) continue;
            using var file = new FileStream(path, FileMode.CreateNew);
            message.WriteTo(file);
            return path;
        }
    }

    private OutboxMail List(string path, MimeMessage message)
    {
        var to = message.To.Mailboxes.FirstOrDefault();
        var entry = new OutboxMail(
            _mails.Count + 1, Instant.FromDateTimeOffset(message.Date), message.Headers[KindHeader] ?? "mail", to?.Address ?? "", to?.Name ?? "",
            message.Subject ?? "", path);
        _mails.Add(entry);
        return entry;
    }
}
