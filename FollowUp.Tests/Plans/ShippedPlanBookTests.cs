using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Schedule;
using NodaTime;
using Xunit;
using static FollowUps.Tests.Plans.Books;
using static FollowUps.Tests.Schedule.Calendars;

namespace FollowUps.Tests.Plans;

/// <summary>What a newcomer gets without writing a line.</summary>
public sealed class ShippedPlanBookTests
{
    private const string London = "Europe/London";

    [Fact]
    public void It_is_read_without_errors_or_warnings()
    {
        var reading = ReadPlanBook.Of(ShippedFile);

        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Warnings);
        Assert.NotNull(reading.Book);
    }

    [Theory]
    [InlineData(CallOutcome.Resolved, Mood.Angry, "resolved, upset", FollowUpKind.CheckIn, "2026-11-24T10:04", null)]
    [InlineData(CallOutcome.Resolved, Mood.Frustrated, "resolved, upset", FollowUpKind.CheckIn, "2026-11-24T10:04", null)]
    [InlineData(CallOutcome.Resolved, Mood.Calm, "resolved", FollowUpKind.CheckIn, "2026-11-24T15:04", null)]
    [InlineData(CallOutcome.Unresolved, Mood.Calm, "not solved", FollowUpKind.SupervisorOutreach, "2026-11-24T10:04", null)]
    [InlineData(CallOutcome.Escalated, Mood.Angry, "not solved", FollowUpKind.SupervisorOutreach, "2026-11-24T10:04", null)]
    [InlineData(CallOutcome.Abandoned, Mood.Calm, "abandoned", FollowUpKind.SupervisorOutreach, "2026-11-24T09:00", "abandoned")]
    public void Every_ending_of_a_call_gets_its_follow_up(CallOutcome outcome, Mood mood, string rule, FollowUpKind kind, string due, string? variant)
    {
        var decision = Decide(Books.Shipped, Call with { Outcome = outcome, Mood = mood });

        Assert.Equal(rule, decision.Rule);
        var followUp = Assert.Single(decision.FollowUps, f => f.Kind == kind);
        Assert.Equal(rule == "not solved", decision.FollowUps.Any(f => f.Kind == FollowUpKind.Acknowledgement && f.NextStepAt == followUp.Due));
        Assert.Equal(rule == "not solved", decision.FollowUps.Any(planned => planned.Kind == FollowUpKind.SupervisorBrief));
        Assert.Equal((kind, At(due, London), variant), (followUp.Kind, followUp.Due, followUp.Variant));
        Assert.Equal(followUp.Due + Duration.FromDays(7), followUp.ExpireAt);
        Assert.Equal((RatingScale.Csat, Approval.Automatic), (followUp.Scale, followUp.Approval));
        Assert.Null(followUp.SkipReason);
    }

    [Fact]
    public void It_keeps_the_promises_of_the_product_page()
    {
        var book = Books.Shipped;

        Assert.Equal(QuietHours.Default, book.QuietHours);
        var cap = Assert.Single(book.Caps);
        Assert.Equal(FollowUpKind.CheckIn, Assert.Single(cap.Kinds));
        Assert.Equal((1, Duration.FromDays(7), (CapScope?)null, CapAction.Drop), (cap.Max, cap.Per, cap.Scope, cap.Action));
        Assert.Equal((Duration.FromDays(7), Duration.FromHours(72)), (book.AnswerWindow, book.MaxAge));
        Assert.Equal(["AT", "DE"], book.Surveys.Countries.Keys.Order());
        Assert.Equal((London, 16), (book.DefaultCalendar.Zone.Id, book.DefaultCalendar.Holidays.Count));
        Assert.All(book.DefaultCalendar.Holidays, holiday => Assert.DoesNotContain(holiday.DayOfWeek, Saturdays));
        Assert.Equal("Europe/Kyiv", book.CountryZones["UA"].Id);
    }

    [Fact]
    public void What_it_says_about_stopping_is_what_holds_without_it()
    {
        foreach (var kind in FollowUpKinds.All.Select(entry => entry.Kind))
        {
            Assert.All(Enum.GetValues<StopFact>(), fact => Assert.Equal(StopConditions.Shipped.Stops(kind, fact), Books.Shipped.Stop.Stops(kind, fact)));
        }
    }

    [Theory]
    [InlineData(PlanEvent.PromiseOverdue)]
    [InlineData(PlanEvent.PromiseBroken)]
    [InlineData(PlanEvent.PromiseKept)]
    public void What_it_says_about_a_promise_is_what_holds_without_it(PlanEvent on)
    {
        var own = Assert.Single(Books.Shipped.Rules, rule => rule.On == on);
        var without = Assert.Single((Books.Shipped with { Rules = [.. Books.Shipped.Rules.Where(rule => rule.On == PlanEvent.CallClosed)] }).RulesFor(on));
        Assert.Equal(without.Name, own.Name);
        Assert.Equal(without.Steps, own.Steps);
    }

    [Theory]
    [InlineData(CallOutcome.Resolved)]
    [InlineData(CallOutcome.Escalated)]
    public void Promises_are_confirmed_and_their_owners_reminded(CallOutcome outcome)
    {
        var decision = Decide(Books.Shipped, Call with { Outcome = outcome, Promises = [Given.Promise("p-1"), Given.Promise("p-2", "2026-11-25T10:00:00Z")] });
        Assert.Single(decision.FollowUps, f => f.Kind == FollowUpKind.PromiseConfirmation);
        Assert.Equal(
            [("p-1", At("2026-11-24T14:00", London)), ("p-2", At("2026-11-24T17:00", London))],
            decision.FollowUps.Where(f => f.Kind == FollowUpKind.PromiseNudge).Select(f => (f.Subject, f.Due)));
    }

    [Fact]
    public void What_it_says_about_facts_is_what_holds_without_it()
    {
        var own = Books.Book("[]");
        foreach (var on in Enum.GetValues<PlanEvent>().Where(on => on != PlanEvent.CallClosed))
        {
            Assert.Equal(own.RulesFor(on).SelectMany(rule => rule.Steps), Books.Shipped.RulesFor(on).SelectMany(rule => rule.Steps));
        }

        Assert.Equal(own.Causes, Books.Shipped.Causes);
    }

    [Fact]
    public void Its_schema_knows_the_same_words_as_the_reader()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "schema", "plan-book.schema.json")));
        string[] Words(string name) => [.. schema.RootElement.GetProperty("$defs").GetProperty(name).GetProperty("enum").EnumerateArray().Select(word => word.GetString()!)];

        Assert.Equal(FollowUpKinds.All.Select(entry => entry.Word), Words("kind"));
        Assert.Equal(Enum.GetValues<StopFact>().Select(fact => fact.Word()), Words("fact"));
        Assert.Equal(Enum.GetValues<CallOutcome>().Select(outcome => outcome.Word()), Words("outcome"));
        Assert.Equal(Enum.GetValues<Mood>().Select(mood => mood.Word()), Words("mood"));
        Assert.Equal(
            Enum.GetValues<PlanEvent>().Select(on => on.Word()),
            schema.RootElement.GetProperty("$defs").GetProperty("rule").GetProperty("properties").GetProperty("on").GetProperty("enum").EnumerateArray().Select(word => word.GetString()!));
        var unknown = Assert.Single(Read("""{ "rules": [], "calendars": {}, "zzzzzzzzzzzzzz": 1 }""").Errors, error => error.Path == "zzzzzzzzzzzzzz");
        Assert.Equal(
            $"Use one of: {string.Join(", ", schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name))}.", unknown.Fix);
    }

    private static IsoDayOfWeek[] Saturdays => [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday];
}
