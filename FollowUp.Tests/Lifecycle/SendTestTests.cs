using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Sending;
using FollowUps.Tests.Journeys;
using Xunit;

namespace FollowUps.Tests.Lifecycle;

public sealed class SendTestTests
{
    private readonly Simulation _sim = new("2026-11-22T23:05:00Z"); // a Sunday night: a test waits for nobody's hours

    [Fact]
    public async Task A_test_mail_goes_the_way_of_every_mail()
    {
        Assert.IsType<SendTestResult.Due>(await AskAsync(new TestMail(Division.Main, "pat@example.com")));
        Assert.Empty(_sim.Mailbox.Mails);
        await _sim.PlayToTheEndAsync();
        var mail = Assert.Single(_sim.Mailbox.Mails);
        Assert.Equal(("pat@example.com", "Test: mails reach you"), (mail.To.Address.Value, mail.Subject));
        Assert.Contains(mail.Headers, header => header is { Key: "X-FollowUp-Kind", Value: "test" });
    }

    [Fact]
    public async Task It_may_show_another_mail_with_sample_data()
    {
        await AskAsync(new TestMail(Division.Main, "pat@example.com", "supervisor-outreach.abandoned", "de"));
        await _sim.PlayToTheEndAsync();
        var mail = Assert.Single(_sim.Mailbox.Mails);
        Assert.StartsWith("[Test] Wir haben Sie am Montag, 23. November verpasst", mail.Subject);
        Assert.DoesNotContain(mail.Headers, header => header.Key == "List-Unsubscribe");
    }

    [Fact]
    public async Task The_same_request_twice_is_one_mail()
    {
        await AskAsync(new TestMail(Division.Main, "pat@example.com"));
        await AskAsync(new TestMail(Division.Main, "pat@example.com"));
        await _sim.PlayToTheEndAsync();
        Assert.Single(_sim.Mailbox.Mails);
    }

    [Fact]
    public async Task The_mail_mode_holds_for_it()
    {
        _sim.Settings = _sim.Settings with { Mode = new MailMode.Off() };
        await AskAsync(new TestMail(Division.Main, "pat@example.com"));
        await _sim.PlayToTheEndAsync();
        Assert.Empty(_sim.Mailbox.Mails);
    }

    [Theory]
    [InlineData("chek-in", "pat@example.com", "kind")]
    [InlineData("check-in", "pat", "address")]
    public async Task What_cannot_be_sent_is_said(string kind, string address, string field) =>
        Assert.Equal(field, Assert.IsType<SendTestResult.No>(await AskAsync(new TestMail(Division.Main, address, kind))).Field);

    [Fact]
    public async Task A_language_without_mails_is_named_instead_of_sent_in_another() =>
        Assert.Equal("there are no mails in 'nl'", Assert.IsType<SendTestResult.No>(await AskAsync(new TestMail(Division.Main, "pat@example.com", Language: "nl"))).Reason);

    private Task<SendTestResult> AskAsync(TestMail test) => _sim.Tests.RunAsync(test, "nonce-1", "pat", _sim.Now, CancellationToken.None);
}
