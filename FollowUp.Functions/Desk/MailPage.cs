using System.Text.RegularExpressions;
using FollowUps.Calls;
using FollowUps.Pages;
using FollowUps.Sending;
using FollowUps.State;

namespace FollowUps.Desk;

/// <summary>One mail on the desk: as it went out, or as it would have gone out in another mail mode.</summary>
internal static partial class MailPage
{
    /// <summary>The page's address.</summary>
    public static string Path(Division division, string operation) => $"/desk/mails/{division}/{operation}";

    /// <summary>The page; null: there is no such mail, or it is not kept any longer.</summary>
    public static async Task<(string Title, string Body)?> ReadAsync(HttpContext context, IFollowUpStore store)
    {
        if (!Division.TryParse((string?)context.Request.RouteValues["division"], out var division)
            || !Guid.TryParse((string?)context.Request.RouteValues["operation"], out var operation)
            || (await store.FindAsync(division, Keys.Mail(new OperationId(operation)), context.RequestAborted))?.As<MailRow>() is not { } row
            || StoredMail.Unpack(row.MailBytes) is not { } mail)
        {
            return null;
        }

        var body = $"""
            <p>{Page.Text(row.Mailbox is null ? "It was not sent: this is what would have gone out." : $"Handed to the email provider {CallPage.Time(row.At)}.")} <a href="/desk/calls/{division}/{row.Call}">The call</a></p>
            <ul>
            <li>From: {Page.Text(mail.From.Value)}</li>
            <li>To: {Page.Text(mail.To.DisplayName)} {Page.Text(mail.To.Address.Value)}</li>
            <li>Answers to: {Page.Text(mail.ReplyTo.DisplayName)} {Page.Text(mail.ReplyTo.Address.Value)}</li>
            </ul>
            <pre style="white-space:pre-wrap">{Page.Text(WithoutTokens(mail.Text))}</pre>
            """;
        return (mail.Subject, body);
    }

    // Who has a link of the mail answers in the name of the person it was written to.
    private static string WithoutTokens(string text) => Token().Replace(text, "$1…");

    [GeneratedRegex(@"(https?://[^\s/]+/[a-z]/)[^\s?]+")]
    private static partial Regex Token();
}
