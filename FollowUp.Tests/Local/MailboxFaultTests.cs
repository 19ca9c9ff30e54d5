using System.Text.Json;
using FollowUps.Local.Mail;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class MailboxFaultTests
{
    [Theory]
    [InlineData("400", 400, "BadRequest")]
    [InlineData("408", 408, "RequestTimeout")]
    [InlineData("429", 429, "TooManyRequests")]
    [InlineData("500", 500, "InternalServerError")]
    [InlineData("503", 503, "ServiceUnavailable")]
    [InlineData("blocked", 403, "SubscriptionBlocked")]
    public async Task A_refusal_takes_no_mail_and_names_its_code(string fault, int status, string code)
    {
        await using var mailbox = await MailboxStage.OpenAsync($$"""{"rules":[{"do":"{{fault}}"{{(status == 429 ? ",\"retryAfter\":90" : "")}}}]}""");

        using var response = await mailbox.SendAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, response.Headers.GetValues("x-ms-error-code").Single());
        Assert.Contains($"\"code\":\"{code}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(fault == "429" ? TimeSpan.FromSeconds(90) : null, response.Headers.RetryAfter?.Delta);
        Assert.Empty(mailbox.Files);
    }

    [Fact]
    public async Task A_429_may_name_a_date()
    {
        await using var mailbox = await MailboxStage.OpenAsync("""{"rules":[{"do":"429","retryAfter":3600,"retryAfterAs":"date"}]}""");
        using var response = await mailbox.SendAsync();
        Assert.Null(response.Headers.RetryAfter!.Delta);
        Assert.InRange(response.Headers.RetryAfter.Date!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
    }

    [Theory]
    [InlineData("""{"do":"deliver"}""", "15:05:05 Delivered")]
    [InlineData("""{"do":"duplicate-reports"}""", "15:05:05 Delivered, 15:06:05 Delivered, 15:07:05 Delivered")]
    [InlineData("""{"do":"bounce","reports":2,"reportAfter":600}""", "15:14:05 Bounced, 15:15:05 Bounced")]
    [InlineData("""{"do":"late-report","reportAfter":7200}""", "17:04:05 Delivered")]
    public async Task Reports_may_come_late_and_more_than_once(string rule, string expected)
    {
        await using var mailbox = await MailboxStage.OpenAsync($$"""{"rules":[{{rule}}]}""");
        using var response = await mailbox.SendAsync();

        var (seen, ids) = (new List<string>(), new HashSet<string>());
        while (mailbox.Reports.Next is { } at)
        {
            foreach (var report in mailbox.Reports.TakeDue(at))
            {
                using var json = JsonDocument.Parse(report);
                seen.Add($"{at:HH:mm:ss} {json.RootElement.GetProperty("data").GetProperty("status").GetString()}");
                ids.Add(json.RootElement.GetProperty("id").GetString()!);
            }
        }

        Assert.Equal(expected, string.Join(", ", seen));
        Assert.Single(ids);
    }

    [Theory]
    [InlineData("reset", 0)]
    [InlineData("reset-after", 1)]
    public async Task A_reset_connection_may_or_may_not_have_taken_the_mail(string fault, int mails)
    {
        await using var mailbox = await MailboxStage.OpenAsync($$"""{"rules":[{"do":"{{fault}}"}]}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => mailbox.SendAsync());
        Assert.Equal(mails, mailbox.Files.Length);
    }

    [Fact]
    public async Task An_error_after_the_mail_was_taken_leaves_a_mail_and_a_known_operation()
    {
        await using var mailbox = await MailboxStage.OpenAsync("""{"rules":[{"do":"500-after"}]}""");
        var operation = Guid.NewGuid();

        using var response = await mailbox.SendAsync(operation: operation);

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Single(mailbox.Files);
        Assert.Equal("Running", await MailboxTests.StateAsync(mailbox, operation));
    }

    [Theory]
    [InlineData("bounce", "Bounced", "Succeeded")]
    [InlineData("suppress", "Suppressed", "Failed EmailDroppedAllRecipientsSuppressed")]
    [InlineData("accept-then-drop", "Failed", "Failed EmailDropped")]
    [InlineData("spam", "FilteredSpam", "Succeeded")]
    [InlineData("no-report", null, "Succeeded")]
    public async Task A_mail_that_was_taken_can_still_come_to_nothing(string fault, string? report, string operationState)
    {
        await using var mailbox = await MailboxStage.OpenAsync($$"""{"rules":[{"match":{"address":"*@EXAMPLE.com"},"do":"{{fault}}"}]}""");
        var operation = Guid.NewGuid();

        using var response = await mailbox.SendAsync(operation: operation);
        mailbox.Clock.AdvanceTo(mailbox.Clock.Now + Duration.FromMinutes(1));

        Assert.Equal(202, (int)response.StatusCode);
        Assert.Single(mailbox.Files);
        Assert.Equal(operationState, await MailboxTests.StateAsync(mailbox, operation));
        var reports = mailbox.Reports.TakeDue(mailbox.Clock.Now).Select(r => JsonDocument.Parse(r).RootElement.GetProperty("data").GetProperty("status").GetString());
        Assert.Equal(report is null ? [] : [report], reports);
    }

    [Fact]
    public async Task An_operation_may_be_unknown_for_some_simulated_seconds_after_it_was_accepted()
    {
        await using var mailbox = await MailboxStage.OpenAsync("""{"rules":[{"do":"404-after-202","seconds":300}]}""");
        var operation = Guid.NewGuid();
        (await mailbox.SendAsync(operation: operation)).Dispose();

        Assert.Equal("404", await MailboxTests.StateAsync(mailbox, operation));
        mailbox.Clock.AdvanceTo(mailbox.Clock.Now + Duration.FromSeconds(300));
        Assert.Equal("Succeeded", await MailboxTests.StateAsync(mailbox, operation));
    }

    [Fact]
    public async Task The_quota_counts_in_simulated_minutes_and_says_when_there_is_room()
    {
        await using var mailbox = await MailboxStage.OpenAsync("""{"quota":{"perMinute":2,"perHour":3}}""");
        async Task<(int Status, double? RetryAfter)> SendAsync()
        {
            using var response = await mailbox.SendAsync();
            return ((int)response.StatusCode, (int)response.StatusCode == 202 ? null : response.Headers.RetryAfter?.Delta?.TotalSeconds);
        }

        Assert.Equal([(202, null), (202, null), (429, 60)], [await SendAsync(), await SendAsync(), await SendAsync()]);
        mailbox.Clock.AdvanceTo(mailbox.Clock.Now + Duration.FromSeconds(60));
        Assert.Equal([(202, null), (429, 3540)], [await SendAsync(), await SendAsync()]);
    }

    [Theory]
    [InlineData("""{"match":{"nth":2},"do":"500"}""", "202 500 202 202 202 202")]
    [InlineData("""{"match":{"every":2},"do":"500"}""", "202 500 202 500 202 500")]
    [InlineData("""{"match":{"every":2},"do":"500","times":1}""", "202 500 202 202 202 202")]
    [InlineData("""{"do":"500","times":2},{"do":"503"}""", "500 500 503 503 503 503")]
    [InlineData("""{"match":{"subject":"other"},"do":"500"}""", "202 202 202 202 202 202")]
    [InlineData("""{"match":{"kind":"check-in","subject":"HELL"},"do":"500"}""", "500 500 500 500 500 500")]
    public async Task Rules_match_by_content_and_by_count_and_the_first_that_fits_decides(string rules, string statuses)
    {
        await using var mailbox = await MailboxStage.OpenAsync($$"""{"rules":[{{rules}}]}""");
        List<int> seen = [];
        for (var i = 0; i < 6; i++)
        {
            using var response = await mailbox.SendAsync();
            seen.Add((int)response.StatusCode);
        }

        Assert.Equal(statuses, string.Join(' ', seen));
    }

    [Theory]
    [InlineData("""{"rule":[]}""", "rule is not known: use $schema, rules, quota, repeatedOperation.")]
    [InlineData("""{"rules":[{"do":"explode"}]}""", "rules[0].do is \"explode\": use one of 400,")]
    [InlineData("""{"rules":[{"match":{"adress":"a"},"do":"500"}]}""", "rules[0].match.adress is not known")]
    [InlineData("""{"rules":[{"do":"429","retryAfter":"soon"}]}""", "rules[0].retryAfter must be a whole number")]
    [InlineData("""{"quota":{"perMinute":0}}""", "quota.perMinute must be a whole number from 1.")]
    [InlineData("""{"rules":[{"match":{"kind":"chek-in"},"do":"400"}]}""", "rules[0].match.kind is \"chek-in\": use one of acknowledgement, ")]
    [InlineData("""{"rules":[{"do":"500","retryAfter":30}]}""", "rules[0].retryAfter says nothing about \"500\": only a 429 has a Retry-After.")]
    [InlineData("""{"rules":[{"do":"bounce","retryAfterAs":"date"}]}""", "rules[0].retryAfterAs says nothing about \"bounce\"")]
    [InlineData("""{"repeatedOperation":"drop"}""", "repeatedOperation is \"drop\"")]
    public void A_mistake_in_the_file_is_an_error_that_names_the_field(string file, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => MailboxFaults.Parse(file)).Message, StringComparison.Ordinal);
}
