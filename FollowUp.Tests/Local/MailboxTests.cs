using System.Net;
using System.Text.Json;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class MailboxTests
{
    [Fact]
    public async Task An_accepted_mail_is_answered_as_the_provider_does_and_becomes_a_file_of_the_simulated_instant()
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        var operation = Guid.NewGuid();

        using var response = await mailbox.SendAsync(
            operation: operation,
            headers: """{"X-FollowUp-Kind":"check-in","X-FollowUp-Id":"f1","X-FollowUp-Call":"call-1","Message-ID":"<f1.1@example.com>","List-Unsubscribe":"<https://x/u/t>"}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($$"""{"id":"{{operation}}","status":"Running","error":null}""", await response.Content.ReadAsStringAsync());
        Assert.EndsWith($"/emails/operations/{operation}?api-version=2025-09-01", response.Headers.GetValues("Operation-Location").Single(), StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(["2026-11-23T150405Z-check-in-f1.eml"], mailbox.Files);
        using var mail = mailbox.File(mailbox.Files[0]);
        Assert.Equal(Stage.At("2026-11-23T15:04:05Z"), Instant.FromDateTimeOffset(mail.Date));
        Assert.Equal(("f1.1@example.com", "call-1", "<https://x/u/t>"), (mail.MessageId, mail.Headers["X-FollowUp-Call"], mail.Headers["List-Unsubscribe"]));
        Assert.Equal(("ada@example.com", "team@example.com", "Hello"), (mail.To.Mailboxes.Single().Address, mail.ReplyTo.Mailboxes.Single().Address, mail.Subject));
        Assert.Equal(("<p>Hi</p>", "Hi"), (mail.HtmlBody?.Trim(), mail.TextBody?.Trim()));
    }

    [Fact]
    public async Task A_repeated_operation_is_a_second_mail_beside_the_first()
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        var operation = Guid.NewGuid();
        for (var i = 0; i < 3; i++) (await mailbox.SendAsync(operation: operation)).Dispose();

        Assert.Equal(
            ["2026-11-23T150405Z-check-in-f1-dup2.eml", "2026-11-23T150405Z-check-in-f1-dup3.eml", "2026-11-23T150405Z-check-in-f1.eml"], mailbox.Files);
        Assert.Equal(3, mailbox.Tally.Emails);
    }

    [Theory]
    [InlineData("409", HttpStatusCode.Conflict)]
    [InlineData("same", HttpStatusCode.Accepted)]
    public async Task A_stricter_mailbox_takes_a_repeated_operation_once(string treatment, HttpStatusCode status)
    {
        await using var mailbox = await MailboxStage.OpenAsync($$"""{"repeatedOperation":"{{treatment}}"}""");
        var operation = Guid.NewGuid();
        (await mailbox.SendAsync(operation: operation)).Dispose();
        using var repeat = await mailbox.SendAsync(operation: operation);

        Assert.Equal(status, repeat.StatusCode);
        Assert.Single(mailbox.Files);
    }

    [Theory]
    [InlineData("""{"X-FollowUp-Kind":"test","X-FollowUp-Id":"f1","X-FollowUp-Generation":"1"}""", "2026-11-23T150405Z-test-f1.eml")]
    [InlineData("""{"X-FollowUp-Kind":"test","X-FollowUp-Id":"f1","X-FollowUp-Generation":"2"}""", "2026-11-23T150405Z-test-f1-g2.eml")]
    [InlineData("""{"X-FollowUp-Kind":"../up","X-FollowUp-Id":"a b/c"}""", "2026-11-23T150405Z-___up-a_b_c.eml")]
    public async Task A_file_is_named_by_kind_follow_up_and_generation(string headers, string name)
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        (await mailbox.SendAsync(headers: headers)).Dispose();
        Assert.Equal([name], mailbox.Files);
    }

    [Theory]
    [InlineData("""{"senderAddress":"a@b.c","content":{"subject":"s"},"recipients":{"to":[{"address":"a@b.c"}]}}""", 400)]
    [InlineData("""{"senderAddress":"a@b.c","content":{"plainText":"t"},"recipients":{"to":[{"address":"a@b.c"}]}}""", 400)]
    [InlineData("""{"senderAddress":"a@b.c","content":{"subject":"s","plainText":"t"},"recipients":{"to":[]}}""", 400)]
    [InlineData("""{"senderAddress":"a@b.c","content":{"subject":"s","plainText":"t"},"recipients":{"to":[{"address":"<no"}]}}""", 400)]
    [InlineData("""{"headers":{"X-A":" "},"senderAddress":"a@b.c","content":{"subject":"s","plainText":"t"},"recipients":{"to":[{"address":"a@b.c"}]}}""", 400)]
    [InlineData("""{"headers":{"X-A":"b\nBcc: e@f.g"},"senderAddress":"a@b.c","content":{"subject":"s","plainText":"t"},"recipients":{"to":[{"address":"a@b.c"}]}}""", 400)]
    [InlineData("{", 422)]
    public async Task What_the_provider_would_refuse_is_refused(string body, int status)
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        using var response = await mailbox.SendRawAsync(body);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(mailbox.Files);
    }

    [Fact]
    public async Task An_operation_is_known_by_its_id_and_unknown_before_it_was_accepted()
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        var operation = Guid.NewGuid();
        Assert.Equal("404", await StateAsync(mailbox, operation));
        (await mailbox.SendAsync(operation: operation)).Dispose();
        Assert.Equal("Running", await StateAsync(mailbox, operation));
        mailbox.Clock.AdvanceTo(mailbox.Clock.Now + Duration.FromMinutes(1));
        Assert.Equal("Succeeded", await StateAsync(mailbox, operation));
    }

    [Fact]
    public async Task Every_recipient_gets_a_delivery_report_one_simulated_minute_later()
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        var operation = Guid.NewGuid();
        (await mailbox.SendAsync(operation: operation)).Dispose();

        var due = mailbox.Clock.Now + Duration.FromMinutes(1);
        Assert.Equal(due, mailbox.Reports.Next);
        Assert.Empty(mailbox.Reports.TakeDue(mailbox.Clock.Now));
        using var report = JsonDocument.Parse(Assert.Single(mailbox.Reports.TakeDue(due)));
        var data = report.RootElement.GetProperty("data");
        Assert.Equal("Microsoft.Communication.EmailDeliveryReportReceived", report.RootElement.GetProperty("type").GetString());
        Assert.Equal((operation.ToString(), "ada@example.com", "Delivered"),
            (data.GetProperty("messageId").GetString(), data.GetProperty("recipient").GetString(), data.GetProperty("status").GetString()));
        Assert.Null(mailbox.Reports.Next);
    }

    [Fact]
    public async Task The_inbox_lists_mails_by_recipient_and_shows_one_with_scripts_off_and_links_in_a_new_tab()
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        (await mailbox.SendAsync(subject: "<b>First</b>")).Dispose();
        (await mailbox.SendAsync(to: "bob@example.com", subject: "Second")).Dispose();

        var (_, list) = await mailbox.GetAsync("/mailbox");
        var (_, bobs) = await mailbox.GetAsync("/mailbox?to=bob%40example.com");
        var (_, mail) = await mailbox.GetAsync("/mailbox/1");
        var (missing, _) = await mailbox.GetAsync("/mailbox/99");

        Assert.Contains("&lt;b&gt;First&lt;/b&gt;", list, StringComparison.Ordinal);
        Assert.DoesNotContain("First", bobs, StringComparison.Ordinal);
        Assert.Contains("Second", bobs, StringComparison.Ordinal);
        Assert.Contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"", mail, StringComparison.Ordinal);
        Assert.Contains("&lt;base target=&quot;_blank&quot;&gt;&lt;p&gt;Hi&lt;/p&gt;", mail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, missing);
    }

    [Fact]
    public async Task Mails_of_an_earlier_run_are_still_listed()
    {
        var folder = Directory.CreateTempSubdirectory("outbox").FullName;
        await using var earlier = await MailboxStage.OpenAsync(folder: folder);
        (await earlier.SendAsync(subject: "From before")).Dispose();

        var later = new FollowUps.Local.Mail.Outbox(folder, earlier.Clock);

        var mail = Assert.Single(later.Latest);
        Assert.Equal(("From before", "check-in", "ada@example.com"), (mail.Subject, mail.Kind, mail.To));
    }

    internal static async Task<string> StateAsync(MailboxStage mailbox, Guid operation)
    {
        using var response = await mailbox.StatusAsync(operation);
        if (response.StatusCode == HttpStatusCode.NotFound) return "404";
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = json.RootElement.GetProperty("error");
        return json.RootElement.GetProperty("status").GetString() + (error.ValueKind == JsonValueKind.Null ? "" : " " + error.GetProperty("code").GetString());
    }
}
