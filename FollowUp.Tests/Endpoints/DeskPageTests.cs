using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Functions;
using FollowUps.Recovery;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Email;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>The desk shows what waits, who has it, and what does not count and why.</summary>
public sealed class DeskPageTests(SharedHandler handler) : IClassFixture<SharedHandler>
{
    private readonly HandlerStage _stage = handler.Stage;

    [Fact]
    public async Task A_call_shows_its_case_its_promises_and_the_answers_that_do_not_count()
    {
        var call = await CallAsync("call-desk", matter => matter with { State = CaseState.Acknowledged, Owner = "priya" });
        var answers = new Changes("given")
            .Insert(Keys.Answer(call, new FollowUpId("check-in"), "one"), new AnswerRow(Given.At("2026-11-24T09:00:00Z"), "rating", 5, null, Counted: false) { Suspect = "too fast" })
            .Insert(Keys.Answer(call, new FollowUpId("check-in"), "two"), new AnswerRow(Given.At("2026-11-24T10:00:00Z"), "rating", 1, "Still <open>", Counted: true) { Solved = false });
        Assert.True(await _stage.Store.CommitAsync(Division.Main, answers, CancellationToken.None));

        var page = await GetAsync($"/desk/calls/main/{call}");
        Assert.Contains("acknowledged, with ", page, StringComparison.Ordinal);
        Assert.Contains("because the call ended without a solution", page, StringComparison.Ordinal);
        Assert.Contains("“Call back with the refund date”, by 2026-11-24 16:00 UTC, Sam Okafor: <strong>open, overdue</strong>", page, StringComparison.Ordinal);
        Assert.Contains("rating: <strong>5</strong> <strong class=\"note\">not counted: too fast</strong>", page, StringComparison.Ordinal);
        Assert.Contains("rating: <strong>1, not solved</strong> “Still &lt;open&gt;”</li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_open_cases_begin_with_those_that_nobody_has()
    {
        await CallAsync("call-taken", matter => matter with { State = CaseState.Acknowledged, Owner = "priya" });
        await CallAsync("call-untaken", matter => matter);
        await CallAsync("call-closed", matter => matter with { State = CaseState.Closed });
        var page = await GetAsync("/desk/cases");
        Assert.InRange(page.IndexOf("call-untaken", StringComparison.Ordinal), 1, page.IndexOf("call-taken", StringComparison.Ordinal));
        Assert.Contains("nobody has it", page, StringComparison.Ordinal);
        Assert.DoesNotContain("call-closed", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_was_kept_back_can_be_read_as_it_would_have_gone_out_but_nobody_can_answer_by_its_links()
    {
        var call = await CallAsync("call-shadow", matter => matter);
        var followUp = (await _stage.Store.RangeAsync(Division.Main, Keys.FollowUps(call), 1, CancellationToken.None)).Single();
        var mail = GivenEmail.Mail() with { Subject = "How was <it>?", Text = "Hello & welcome\nhttps://care.example.com/r/TOKEN?s=5" };
        var kept = new Changes("given")
            .Merge(followUp.Key, new FollowUpPatch { Operation = mail.Operation.ToString() })
            .Insert(Keys.Mail(mail.Operation), new MailRow { Call = call, FollowUp = "f", MailBytes = StoredMail.Pack(mail) });
        Assert.True(await _stage.Store.CommitAsync(Division.Main, kept, CancellationToken.None));

        Assert.Contains($"<a href=\"/desk/mails/main/{mail.Operation}\">the mail</a>", await GetAsync($"/desk/calls/main/{call}"), StringComparison.Ordinal);
        var page = await GetAsync($"/desk/mails/main/{mail.Operation}");
        Assert.Contains("<h1>How was &lt;it&gt;?</h1>", page, StringComparison.Ordinal);
        Assert.Contains("It was not sent: this is what would have gone out.", page, StringComparison.Ordinal);
        Assert.Contains("Hello &amp; welcome\nhttps://care.example.com/r/…?s=5", page, StringComparison.Ordinal);
        Assert.DoesNotContain("TOKEN", page, StringComparison.Ordinal);
        Assert.Contains("Nothing is stored under this name.", await GetAsync($"/desk/mails/main/{Guid.Empty}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_person_is_shown_with_its_call_and_the_list_of_calls_marks_it()
    {
        var call = await CallAsync("call-<waits>", matter => matter);
        await CallAsync("call-in-order", matter => matter);
        var followUps = await _stage.Store.RangeAsync(Division.Main, Keys.FollowUps(call), 50, CancellationToken.None);
        var outreach = followUps.Single(row => row.As<FollowUp>().Kind == "supervisor-outreach");
        Assert.True(await _stage.Store.CommitAsync(
            Division.Main, new Changes("given").Merge(outreach.Key, FollowUp.Evolve(new FollowUpFact.Parked("posted twice, and the email provider knows of neither"))), CancellationToken.None));

        var page = await GetAsync("/desk/parked");
        Assert.Contains(
            $"<li><a href=\"/desk/calls/main/{call}\">call-&lt;waits&gt;</a>, billing, closed 2026-11-23 15:04 UTC: <strong>supervisor-outreach</strong>, "
                + "parked (posted twice, and the email provider knows of neither); it was due 2026-11-24 10:04 UTC</li>",
            page, StringComparison.Ordinal);
        Assert.Contains("1 in all, the oldest first.", page, StringComparison.Ordinal);
        var list = (await GetAsync("/desk")).Split("<li>");
        Assert.Contains("; <strong class=\"note\">waits for a person: supervisor-outreach parked</strong></li>", Assert.Single(list, line => line.Contains("call-&lt;waits&gt;", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("waits for a person", Assert.Single(list, line => line.Contains("call-in-order", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private async Task<string> CallAsync(string id, Func<RecoveryCase, RecoveryCase> change)
    {
        await _stage.PostAsync(Given.Call(id, CallOutcome.Unresolved) with { Promises = [Given.Promise()] });
        await _stage.DeliverAsync();
        var call = _stage.Identity.Call(new CallId(id));
        var read = (await _stage.Store.FindAsync(Division.Main, Keys.Call(call), CancellationToken.None))!;
        var row = read.As<CallRow>();
        Assert.True(await _stage.Store.CommitAsync(Division.Main, new Changes("given").Replace(read, row with { Case = change(row.Case!) }), CancellationToken.None));
        return call;
    }

    private async Task<string> GetAsync(string path)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await _stage.Handler.ReadyAsync(CancellationToken.None), path));
        request.Headers.Add(HandlerFleet.NowHeader, InstantPattern.ExtendedIso.Format(Given.At("2026-12-02T10:00:00Z")));
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", "somebody");
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
