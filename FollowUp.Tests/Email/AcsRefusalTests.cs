using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Email;

public sealed class AcsRefusalTests
{
    private static readonly OutgoingEmail Good = GivenEmail.Mail();

    public static TheoryData<string, OutgoingEmail> Unsendable() => new()
    {
        { "invalid-operation-id", Good with { Operation = default } },
        { "invalid-message-id", Good with { MessageId = "fu1@mail.contoso.example" } },
        { "invalid-message-id", Good with { MessageId = "<fu1>" } },
        { "invalid-message-id", Good with { MessageId = "<fu1@a\r\nBcc: x@y.example>" } },
        { "invalid-message-id", Good with { MessageId = "<@a>" } },
        { "invalid-recipient", Good with { To = new Mailbox(Overlong(), null) } },
        { "invalid-recipient", Good with { To = Good.To with { DisplayName = "Jane\r\nBcc: x@y.example" } } },
        { "invalid-sender", Good with { From = Overlong() } },
        { "invalid-reply-to", Good with { ReplyTo = new Mailbox(Overlong(), null) } },
        { "invalid-subject", Good with { Subject = " " } },
        { "invalid-subject", Good with { Subject = "Hi\nthere" } },
        { "empty-content", Good with { Html = " ", Text = "" } },
        { "invalid-header", Good with { Headers = [new("X-A", "")] } },
        { "invalid-header", Good with { Headers = [new("X A", "1")] } },
        { "invalid-header", Good with { Headers = [new("", "1")] } },
        { "invalid-header", Good with { Headers = [new("X-A", "1\r\n2")] } },
        { "invalid-header", Good with { Headers = [new("X-A", "1"), new("x-a", "2")] } },
        { "invalid-header", Good with { Headers = [new("message-id", "<other@a.example>")] } },
        { "too-large", Good with { Html = new string('x', 10_000_000) } },
    };

    [Theory]
    [MemberData(nameof(Unsendable), DisableDiscoveryEnumeration = true)]
    public async Task A_mail_that_the_provider_would_refuse_is_refused_before_a_request(string code, OutgoingEmail email)
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(202));

        var result = await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).SendAsync(email, TestContext.Current.CancellationToken);

        Assert.Equal(new SendResult.Refused(code), result);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData(202, "Information")]
    [InlineData(400, "Warning")]
    [InlineData(403, "Error")]
    [InlineData(429, "Warning")]
    [InlineData(500, "Warning")]
    public async Task One_line_is_logged_per_mail_and_holds_no_personal_data(int status, string level)
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(status, """{"error":{"code":"jane@customer.example","message":"jane@customer.example"}}"""));
        var log = new LogLines();

        await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint), log).SendAsync(Good, TestContext.Current.CancellationToken);

        var line = Assert.Single(log.All);
        Assert.StartsWith(level, line, StringComparison.Ordinal);
        Assert.Contains(Good.Operation.ToString(), line, StringComparison.Ordinal);
        Assert.DoesNotContain("@", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane", line, StringComparison.Ordinal);
    }

    /// <summary>Short as people write it, beyond the limit of a mail path as the network writes it.</summary>
    private static FollowUps.Calls.EmailAddress Overlong() =>
        GivenEmail.Address($"{new string('a', 60)}@{string.Join('.', Enumerable.Repeat("ääääääää", 14))}.example");
}
