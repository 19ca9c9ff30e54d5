using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Recovery;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace FollowUps.Tests.People;

public sealed class CardTests
{
    private static readonly Instant Monday = Given.At("2026-11-23T10:00:00Z");
    private static readonly Instant Christmas = Given.At("2026-12-24T10:00:00Z");
    private static readonly FollowUps.Schedule.Calendar Queue = Plans.Books.Shipped.CalendarOf(null);

    public static TheoryData<string, string?, Agent?, CardSource, string> Calls => new()
    {
        { "name and phone came with the call", "billing", new Agent { Name = "Sam", Phone = "+44 20 7946 0999", Team = "billing-1" }, CardSource.Agent, "Sam" },
        { "the directory knows the agent's phone", "billing", new Agent { Id = "a-1", Name = "Sam" }, CardSource.Agent, "Sam" },
        { "the directory knows name and phone", "billing", new Agent { Id = "a-1" }, CardSource.Agent, "Sam Adeyemi" },
        { "no phone anywhere: the agent's team, whatever the queue", "billing", new Agent { Name = "Sam", Team = "technical-1" }, CardSource.Team, "Technical Team" },
        { "a phone nobody can dial", "billing", new Agent { Name = "Sam", Phone = "anonymous" }, CardSource.Team, "Billing Team" },
        { "a blank name", "billing", new Agent { Name = " ", Phone = "+44 20 7946 0999" }, CardSource.Team, "Billing Team" },
        { "an unknown team: the queue's", "moving", new Agent { Name = "Sam", Team = "night-shift" }, CardSource.Team, "Moving Home Team" },
        { "no agent: the queue's team", "refunds", null, CardSource.Team, "Billing Team" },
        { "the queue signs as team", "outages", new Agent { Id = "a-2", Name = "Tomasz", Phone = "+44 20 7946 0122" }, CardSource.Team, "Technical Team" },
        { "nobody knows the queue", "sales", null, CardSource.Default, "Customer Care" },
        { "no queue, no agent", null, null, CardSource.Default, "Customer Care" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_customer_mail_is_signed_by_the_agent_else_the_team_else_the_default(string why, string? queue, Agent? agent, CardSource source, string name)
    {
        var resolved = AgentCard.Of(Shipped.Directory, queue, agent);
        Assert.True((source, name) == (resolved.Source, resolved.Card.Name), why);
        Assert.NotEmpty(resolved.Card.Phone);
        Assert.NotEmpty(resolved.Card.Hours);
        Assert.DoesNotContain(resolved.Card.Name, resolved.Why); // explain and logs name ids only
    }

    [Fact]
    public void An_agent_without_hours_answers_in_the_hours_of_the_team() =>
        Assert.Equal(
            "Mon-Fri 08:00-18:00, Sat 09:00-13:00",
            AgentCard.Of(Shipped.Directory, "technical", new Agent { Name = "Ola", Phone = "+44 20 7946 0777" }).Card.Hours);

    [Fact]
    public void The_first_rung_of_the_ladder_takes_the_matter()
    {
        var resolved = SupervisorCard.Of(Shipped.Directory, "billing", null, Monday, Queue);
        Assert.Equal("p-nair", resolved.Person!.Id);
        Assert.Equal("Rung 1 of the ladder of team 'billing-1' ('p-nair').", resolved.Why);
    }

    [Fact]
    public void A_supervisor_who_is_away_signs_nothing()
    {
        var resolved = SupervisorCard.Of(Shipped.Directory, "billing", null, Christmas, Queue);
        Assert.Equal("p-okonkwo", resolved.Person!.Id);
        Assert.Equal("Rung 2 of the ladder of team 'billing-1' ('p-okonkwo'): those before are not there.", resolved.Why);
    }

    [Fact]
    public void Without_a_ladder_the_default_supervisor_takes_it() =>
        Assert.Equal("The default supervisor ('p-okonkwo'): no team answers this queue.", SupervisorCard.Of(Shipped.Directory, "sales", null, Monday, Queue).Why);

    [Fact]
    public void When_everybody_is_away_the_default_card_signs()
    {
        var away = new Absence(new LocalDate(2026, 11, 23), new LocalDate(2026, 11, 23));
        var directory = Shipped.Directory with
        {
            DefaultSupervisor = Shipped.Directory.DefaultSupervisor with { Absences = [away] },
            Teams = [.. Shipped.Directory.Teams.Select(team => team with { Ladder = [.. team.Ladder.Select(person => person with { Absences = [away] })] })],
        };
        var resolved = SupervisorCard.Of(directory, "billing", null, Monday, Queue);
        Assert.Equal((CardSource.Default, "Customer Care"), (resolved.Source, resolved.Card.Name));
    }

    [Theory]
    [InlineData("2026-11-25", "p-nair")] // a Wednesday
    [InlineData("2026-11-26", "p-okonkwo")] // a Thursday, on which the first rung does not work
    public void Somebody_who_works_part_of_the_week_takes_what_comes_up_on_those_days(string on, string expected)
    {
        _ = WeeklyHours.TryParse("Mon-Wed 09:00-18:00", out var hours);
        var directory = Shipped.Directory with
        {
            Teams = [.. Shipped.Directory.Teams.Select(team => team with { Ladder = [.. team.Ladder.Select(person => person.Id == "p-nair" ? person with { Hours = hours! } : person)] })],
        };
        var day = LocalDatePattern.Iso.Parse(on).Value;
        Assert.Equal(expected, SupervisorCard.Of(directory, "billing", null, Given.At($"{on}T10:00:00Z"), Queue).Person!.Id);
        Assert.Equal(expected, EscalationLadder.Of(directory, "billing", null, day).At(1).Person!.Id);
    }

    [Theory]
    [InlineData("2026-11-27T14:59:00Z", "p-lindqvist")]
    [InlineData("2026-11-27T15:00:00Z", "p-okonkwo")] // Jonas has gone home, Grace is there
    [InlineData("2026-11-27T17:29:00Z", "p-okonkwo")]
    [InlineData("2026-11-27T17:30:00Z", "p-lindqvist")] // nobody is there, and he is back first
    [InlineData("2026-11-28T11:00:00Z", "p-lindqvist")] // a Saturday: Monday morning
    [InlineData("2026-11-23T17:10:00Z", "p-okonkwo")]
    public void The_supervisor_on_duty_is_there_at_that_hour(string at, string expected) =>
        Assert.Equal(expected, SupervisorCard.Of(Shipped.Directory, "technical", null, Given.At(at), Queue).Person!.Id);

    [Theory]
    [InlineData("2026-11-27T14:00:00Z", "2026-11-27T14:00:00Z")]
    [InlineData("2026-11-27T16:00:00Z", "2026-11-30T08:00:00Z")]
    [InlineData("2026-12-18T16:00:00Z", null)] // back on a day of absence
    [InlineData("2026-12-21T10:00:00Z", null)]
    [InlineData("2026-12-24T18:00:00Z", "2026-12-29T08:00:00Z")] // over the holidays
    public void Somebody_is_back_in_their_hours_unless_they_are_away_then(string at, string? back)
    {
        var jonas = Shipped.Directory.PersonOf("p-lindqvist")! with { Absences = [new Absence(new LocalDate(2026, 12, 21), new LocalDate(2026, 12, 23))] };
        Assert.Equal(back is null ? null : Given.At(back), OnDuty.From(jonas, Given.At(at), Queue));
    }
}
