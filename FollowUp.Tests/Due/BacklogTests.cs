using CsCheck;
using FollowUps.Due;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Due;

public sealed class BacklogTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 9, 0);

    [Fact]
    public void What_the_quota_takes_in_a_day_all_goes_out()
    {
        var backlog = Backlog.Of(Mails("check-in", 2400), 100, Now);
        Assert.Empty(backlog.Hopeless);
        Assert.Equal(Enumerable.Repeat(100, 24), backlog.Sent);
        Assert.Equal(2400, backlog.Due[0]);
        Assert.Equal(0, backlog.Held);
    }

    [Fact]
    public void Of_more_surveys_than_that_the_newest_are_dropped()
    {
        var backlog = Backlog.Of(Mails("check-in", 2405), 100, Now);
        Assert.Equal([2400, 2401, 2402, 2403, 2404], backlog.Hopeless);
    }

    [Fact]
    public void Recovery_goes_first_and_is_never_dropped()
    {
        var backlog = Backlog.Of([.. Mails("supervisor-outreach", 2500), .. Mails("check-in", 10)], 100, Now);
        Assert.Equal(Enumerable.Range(2500, 10), backlog.Hopeless);
        Assert.Equal(100, backlog.Held);
    }

    [Fact]
    public void Reminders_give_way_to_check_ins()
    {
        var backlog = Backlog.Of([.. Mails("check-in", 2390), .. Mails("check-in-reminder", 20)], 100, Now);
        Assert.Equal(Enumerable.Range(2400, 10), backlog.Hopeless);
    }

    [Fact]
    public void A_survey_that_would_expire_before_its_turn_is_dropped_and_leaves_its_place_to_the_next()
    {
        var mails = Mails("check-in", 3);
        mails[1] = mails[1] with { ExpireAt = Now + Duration.FromMinutes(30) };
        var backlog = Backlog.Of(mails, 1, Now);
        Assert.Equal([1], backlog.Hopeless);
        Assert.Equal([1, 1, 0], backlog.Sent.Take(3));
    }

    [Fact]
    public void What_expired_already_is_left_to_its_own_reason()
    {
        var mails = Mails("check-in", 1);
        Assert.Empty(Backlog.Of([mails[0] with { ExpireAt = Now }], 1, Now).Hopeless);
    }

    [Fact]
    public void What_may_have_been_posted_is_never_dropped()
    {
        var mails = Mails("check-in", 25);
        mails[24] = mails[24] with { PostedAt = Now - Duration.FromMinutes(10) };
        Assert.Empty(Backlog.Of(mails, 1, Now).Hopeless);
    }

    [Fact]
    public void What_is_not_due_yet_is_forecast_and_not_dropped()
    {
        var later = Mails("check-in", 5).Select(m => m with { At = Now + Duration.FromHours(23) + Duration.FromMinutes(59) }).ToList();
        var backlog = Backlog.Of(later, 1, Now);
        Assert.Equal(5, backlog.Due[23]);
        Assert.Equal(4, backlog.Held);
        Assert.Empty(backlog.Hopeless);
    }

    [Fact]
    public void No_hour_ever_holds_more_than_the_quota_and_every_mail_is_accounted_for() =>
        Gen.Select(Gen.Int[1, 20], Gen.Select(Gen.Int[1, 3], Gen.Int[-100, 1600], Gen.Int[1, 3000]).List[0, 300]).Sample((perHour, list) =>
        {
            string[] kinds = ["", "supervisor-outreach", "check-in", "check-in-reminder"];
            var mails = list.OrderBy(m => m.Item1).ThenBy(m => m.Item2)
                .Select(m => Mail(kinds[m.Item1], m.Item1, Now + Duration.FromMinutes(m.Item2)) with { ExpireAt = Now + Duration.FromMinutes(m.Item2 + m.Item3) })
                .ToList();
            var backlog = Backlog.Of(mails, perHour, Now);
            Assert.All(backlog.Sent, sent => Assert.InRange(sent, 0, perHour));
            Assert.Equal(mails.Count(m => m.At < Now + Duration.FromHours(24)), backlog.Due.Sum());
            Assert.Equal(backlog.Due.Sum(), backlog.Sent.Sum() + backlog.Held + backlog.Hopeless.Length);
            Assert.All(backlog.Hopeless, position => Assert.True(mails[position].Lane > 1 && mails[position].At <= Now));
        });

    private static List<DueItem> Mails(string kind, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Mail(kind, kind switch { "check-in" => 2, "check-in-reminder" => 3, _ => 1 }, Now - Duration.FromMinutes(count - i)))];

    private static DueItem Mail(string kind, int lane, Instant at) =>
        new() { Lane = lane, At = at, Call = "c", FollowUp = "f", Name = kind, Kind = kind, ExpireAt = Now + Duration.FromDays(7) };
}
