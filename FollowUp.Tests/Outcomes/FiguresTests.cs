using FollowUps.Outcomes;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Outcomes;

public sealed class FiguresTests
{
    [Fact]
    public void Counters_become_the_numbers_people_ask_for()
    {
        var figures = Figures.Of(new Dictionary<string, long>
        {
            ["csat.5"] = 6,
            ["csat.4"] = 2,
            ["csat.3"] = 1,
            ["csat.1"] = 1,
            ["asked"] = 40,
            ["asked.undelivered"] = 20,
            ["rated"] = 10,
            ["promises.due"] = 5,
            ["promises.kept"] = 5,
            ["votes"] = 100,
            ["votes.suspect"] = 20,
            ["closed.satisfied"] = 7,
            ["closed.recovered"] = 1,
            ["close.240"] = 8,
            ["cause.billing error"] = 2,
        });

        Assert.Equal((0.8, 10, 0.4902, 0.9433), (figures.Csat.Value, figures.Csat.N, Math.Round(figures.Csat.Low, 4), Math.Round(figures.Csat.High, 4)));
        Assert.Equal((0.25, 0.5), (figures.Responses.Value, figures.ResponsesOfDelivered.Value));
        Assert.Equal((1.0, true), (figures.KeptPromises.Value, figures.KeptPromises.TooFew));
        Assert.Equal(0.2, figures.SuspectVotes.Value, 12);
        Assert.Equal(["recovered 1", "satisfied 7"], figures.Outcomes.Select(o => $"{o.Key} {o.Value}"));
        Assert.Equal(["billing error 2"], figures.Causes.Select(c => $"{c.Key} {c.Value}"));
    }

    [Fact]
    public void Nothing_counted_is_too_few_of_everything()
    {
        var figures = Figures.Of(new Dictionary<string, long>());
        Assert.True(figures.Csat.TooFew && figures.Nps.TooFew && figures.Ces.TooFew && figures.Responses.TooFew);
        Assert.Equal(new Spread(0, null, null), figures.CaseClose);
    }

    [Fact]
    public void A_correction_whose_first_half_lies_outside_the_days_makes_no_share_of_less_than_nothing() =>
        Assert.Equal(0, Figures.Of(new Dictionary<string, long> { ["csat.5"] = -1, ["rated"] = 3, ["asked"] = 2 }).Csat.N);

    [Theory]
    [InlineData(1, 0, 0, 60, 60)]
    [InlineData(5, 5, 0, 60, 240)]
    [InlineData(9, 1, 0, 60, 60)]
    [InlineData(1, 0, 9, null, null)]
    [InlineData(8, 0, 2, 60, null)]
    public void Median_and_p90_are_the_upper_bound_of_the_bucket_of_the_nearest_rank(int hour, int fourHours, int more, int? median, int? p90)
    {
        var spread = Spread.Of(new Dictionary<string, long> { ["case.close.60"] = hour, ["case.close.240"] = fourHours, ["case.close.more"] = more }, "case.close");
        Assert.Equal((hour + fourHours + more, Minutes(median), Minutes(p90)), (spread.N, spread.Median, spread.P90));
    }

    private static Duration? Minutes(int? minutes) => minutes is { } some ? Duration.FromMinutes(some) : null;
}
