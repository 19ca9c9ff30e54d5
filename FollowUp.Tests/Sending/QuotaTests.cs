using CsCheck;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Sending;

public sealed class QuotaTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 9, 0);

    [Fact]
    public void A_fresh_budget_gives_a_minutes_worth() => Assert.Equal(30, Quota.Left(new PaceRow(), new QuotaLimits(), Start));

    [Fact]
    public void What_was_released_in_the_running_minute_is_gone()
    {
        var pace = Quota.Take(new PaceRow(), 30, Start + Duration.FromSeconds(20));
        Assert.Equal(0, Quota.Left(pace, new QuotaLimits(), Start + Duration.FromSeconds(50)));
    }

    [Fact]
    public void A_used_up_hour_frees_an_hour_later()
    {
        var limits = new QuotaLimits(100, 100);
        var pace = Quota.Take(new PaceRow(), 100, Start);
        Assert.Equal(0, Quota.Left(pace, limits, Start + Duration.FromMinutes(59)));
        var freed = Quota.FreesAt(pace, limits, Start);
        Assert.Equal(Start + Duration.FromMinutes(61), freed);
        Assert.Equal(100, Quota.Left(pace, limits, freed));
    }

    [Fact]
    public void Nothing_is_released_before_the_provider_allows_it()
    {
        var until = Start + Duration.FromMinutes(7);
        var pace = new PaceRow { NotBefore = until };
        Assert.Equal(0, Quota.Left(pace, new QuotaLimits(), Start));
        Assert.Equal(until, Quota.FreesAt(pace, new QuotaLimits(), Start));
    }

    [Fact]
    public void No_window_of_the_provider_ever_holds_more_than_its_limit() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 120], Gen.Int[1, 400].List[1, 80]).Sample((perMinute, perHour, gaps) =>
        {
            var limits = new QuotaLimits(perMinute, perHour);
            var released = new List<Instant>();
            var (pace, now) = (new PaceRow(), Start);
            foreach (var gap in gaps)
            {
                now += Duration.FromSeconds(gap);
                var take = Quota.Left(pace, limits, now);
                pace = Quota.Take(pace, take, now);
                released.AddRange(Enumerable.Repeat(now, take));
            }

            foreach (var start in released.Distinct())
            {
                Assert.True(released.Count(at => at >= start && at < start + Duration.FromMinutes(1)) <= perMinute);
                Assert.True(released.Count(at => at >= start && at < start + Duration.FromHours(1)) <= perHour);
            }
        });

    [Fact]
    public void When_the_budget_says_that_it_frees_something_is_free() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 20], Gen.Int[0, 200].List[1, 60]).Sample((perMinute, perHour, gaps) =>
        {
            var limits = new QuotaLimits(perMinute, perHour);
            var (pace, now) = (new PaceRow(), Start);
            foreach (var gap in gaps)
            {
                now += Duration.FromSeconds(gap);
                pace = Quota.Take(pace, Quota.Left(pace, limits, now), now);
            }

            var frees = Quota.FreesAt(pace, limits, now);
            Assert.True(frees > now);
            Assert.True(Quota.Left(pace, limits, frees) > 0);
        });

    [Fact]
    public void What_an_instance_with_a_fast_clock_released_is_not_forgotten_by_one_with_a_slow_clock()
    {
        var limits = new QuotaLimits(5, 8);
        var fast = Instant.FromUtc(2026, 11, 23, 12, 5);
        var slow = Instant.FromUtc(2026, 11, 23, 12, 0);
        var pace = Quota.Take(new PaceRow(), 5, fast);
        Assert.Equal(0, Quota.Left(pace, limits, slow));
        Assert.Equal(3, Quota.Left(Quota.Take(pace, 0, slow), limits, fast + Duration.FromMinutes(2)));
        Assert.Equal(8, Quota.Left(Quota.Take(pace, 0, slow), new QuotaLimits(8, 13), fast + Duration.FromMinutes(2)));
    }
}
