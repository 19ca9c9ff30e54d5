using CsCheck;
using FollowUps.Plans;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Suppressions;

public sealed class SuppressionListTests
{
    private static readonly Instant Now = Given.Now;

    private static readonly Gen<Suppression> Entries =
        from reason in Gen.Enum<SuppressionReason>()
        from scope in Gen.Enum<SuppressionScope>()
        from since in Gen.Int[0, 30]
        from until in Gen.Int[-5, 30]
        select new Suppression(reason, scope, Now + Duration.FromDays(since), until < 0 ? null : Now + Duration.FromDays(40 + until));

    [Theory]
    [InlineData(SuppressionReason.Unsubscribed, SuppressionScope.Surveys, FollowUpKind.CheckIn, true)]
    [InlineData(SuppressionReason.Unsubscribed, SuppressionScope.Surveys, FollowUpKind.CheckInReminder, true)]
    [InlineData(SuppressionReason.Unsubscribed, SuppressionScope.Surveys, FollowUpKind.PromiseConfirmation, false)]
    [InlineData(SuppressionReason.Unsubscribed, SuppressionScope.Surveys, FollowUpKind.SupervisorOutreach, false)]
    [InlineData(SuppressionReason.Bounced, SuppressionScope.Everything, FollowUpKind.CheckIn, true)]
    [InlineData(SuppressionReason.Bounced, SuppressionScope.Everything, FollowUpKind.SupervisorOutreach, true)]
    [InlineData(SuppressionReason.Complaint, SuppressionScope.Everything, FollowUpKind.PromiseConfirmation, true)]
    [InlineData(SuppressionReason.Manual, SuppressionScope.Surveys, FollowUpKind.SupervisorOutreach, false)]
    [InlineData(SuppressionReason.Manual, SuppressionScope.Everything, FollowUpKind.SupervisorOutreach, true)]
    public void An_unsubscribe_stops_surveys_and_everything_stops_everything(SuppressionReason reason, SuppressionScope scope, FollowUpKind kind, bool stopped)
    {
        var row = SuppressionList.With(new AddressRow(), new Suppression(reason, scope, Now, null));
        Assert.Equal(stopped, SuppressionList.Against(row, kind, Now) is not null);
        Assert.Equal(scope, reason == SuppressionReason.Manual ? scope : reason.DefaultScope());
    }

    [Fact]
    public void A_mailbox_that_nothing_is_known_of_may_be_written_to() => Assert.Null(SuppressionList.Against(null, FollowUpKind.CheckIn, Now));

    [Fact]
    public void A_soft_entry_lapses_after_two_weeks_to_the_second()
    {
        var row = SuppressionList.With(new AddressRow(), SuppressionList.Bounced(Now, soft: true));
        Assert.NotNull(SuppressionList.Against(row, FollowUpKind.CheckIn, Now + Duration.FromDays(14) - Duration.FromSeconds(1)));
        Assert.Null(SuppressionList.Against(row, FollowUpKind.CheckIn, Now + Duration.FromDays(14)));
    }

    [Fact]
    public void When_a_bounce_lapses_the_unsubscribe_before_it_still_stands()
    {
        var row = SuppressionList.With(SuppressionList.With(new AddressRow(), SuppressionList.Unsubscribed(Now)), SuppressionList.Bounced(Now, soft: true));
        var later = Now + Duration.FromDays(30);
        Assert.Equal(SuppressionReason.Unsubscribed, SuppressionList.Against(row, FollowUpKind.CheckIn, later)!.Reason);
        Assert.Null(SuppressionList.Against(row, FollowUpKind.SupervisorOutreach, later));
    }

    [Fact]
    public void Only_a_hard_bounce_is_a_fact_about_the_mailbox_that_holds_in_every_division()
    {
        Assert.True(SuppressionList.HoldsEverywhere(SuppressionList.Bounced(Now, soft: false)));
        Assert.False(SuppressionList.HoldsEverywhere(SuppressionList.Bounced(Now, soft: true)));
        Assert.False(SuppressionList.HoldsEverywhere(SuppressionList.Unsubscribed(Now)));
    }

    [Fact]
    public void In_any_order_and_however_often_the_same_entries_make_the_same_list() =>
        (from entries in Entries.List[1, 6] from order in Gen.Shuffle(entries.Concat(entries).ToArray()) select (entries, order))
        .Sample(c => Texts(c.entries) == Texts(c.order));

    [Fact]
    public void A_further_entry_never_allows_what_was_forbidden() =>
        (from entries in Entries.List[1, 4] from one in Entries from days in Gen.Int[0, 90] from kind in Gen.Enum<FollowUpKind>() select (entries, one, days, kind))
        .Sample(c =>
        {
            var row = c.entries.Aggregate(new AddressRow(), SuppressionList.With);
            var at = Now + Duration.FromDays(c.days);
            return SuppressionList.Against(row, c.kind, at) is null || SuppressionList.Against(SuppressionList.With(row, c.one), c.kind, at) is not null;
        });

    [Fact]
    public void Saying_the_same_again_leaves_the_very_row()
    {
        var row = SuppressionList.With(new AddressRow(), SuppressionList.Bounced(Now, soft: false));
        Assert.Same(row, SuppressionList.With(row, SuppressionList.Bounced(Now + Duration.FromDays(3), soft: true)));
    }

    [Fact]
    public void A_removal_outweighs_what_had_happened_until_then_and_nothing_that_happens_later()
    {
        var listed = SuppressionList.With(SuppressionList.With(new AddressRow(), SuppressionList.Bounced(Now, soft: false)), SuppressionList.Unsubscribed(Now));
        var removal = new SuppressionRemoval(SuppressionReason.Bounced, Now + Duration.FromHours(1), "pat");
        var free = SuppressionList.Without(listed, removal);
        Assert.Equal(SuppressionReason.Unsubscribed, Assert.Single(free.Suppressions).Reason);
        Assert.Equal(removal, Assert.Single(free.Removed));
        Assert.Same(free, SuppressionList.Without(free, removal));
        Assert.Same(free, SuppressionList.With(free, SuppressionList.Bounced(removal.At - Duration.FromSeconds(1), soft: false)));
        Assert.Contains(SuppressionList.With(free, SuppressionList.Bounced(removal.At, soft: true)).Suppressions, e => e.Reason == SuppressionReason.Bounced);
    }

    [Fact]
    public void Each_reason_is_told_in_words_with_its_instant() =>
        Assert.Equal(
            [
                "its owner unsubscribed on 2026-11-23 15:05 UTC",
                "a mail to it could not be delivered on 2026-11-23 15:05 UTC; that ends on 2026-12-07 15:05 UTC",
                "its owner called a mail spam; on the list since 2026-11-23 15:05 UTC",
                "somebody put it on the list, by hand or from a file, on 2026-11-23 15:05 UTC",
            ],
            Enum.GetValues<SuppressionReason>().Select(reason => new Suppression(reason, SuppressionScope.Everything, Now, reason == SuppressionReason.Bounced ? Now + SuppressionList.SoftPeriod : null).Describe()));

    private static string Texts(IEnumerable<Suppression> entries) => string.Join(';', entries.Aggregate(new AddressRow(), SuppressionList.With).Suppressions);
}
