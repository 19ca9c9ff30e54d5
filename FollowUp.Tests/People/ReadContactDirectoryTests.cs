using System.Text;
using System.Text.Json.Nodes;
using FollowUps.People;
using Xunit;

namespace FollowUps.Tests.People;

public sealed class ReadContactDirectoryTests
{
    [Fact]
    public void The_shipped_directory_is_read_without_an_error()
    {
        var reading = ReadContactDirectory.Of(Shipped.DirectoryJson);
        Assert.Empty(reading.Errors);
        Assert.Equal(3, reading.Directory!.Teams.Length);
        Assert.Equal(6, reading.Directory.People.Count);
        Assert.Equal("p-okonkwo", reading.Directory.DefaultSupervisor.Id);
    }

    /// <summary>A place of the shipped directory, what is put there (null: it is taken out), where the error is, and what it says.</summary>
    public static TheoryData<string, string?, string, string, string> Mistakes => new()
    {
        { "default.card", null, "default", "'card' is missing", "Say who signs" },
        { "default.supervisor", null, "default", "'supervisor' is missing", "Name the supervisor" },
        { "default", null, "(file)", "'default' is missing", "\"default\"" },
        { "default.supervisor", "\"p-okonko\"", "default.supervisor", "There is no person 'p-okonko'", "Did you mean 'p-okonkwo'?" },
        { "default.supervisor", "{ \"name\": \"Grace\" }", "default.supervisor", "'email' is missing", "mailbox" },
        { "default.card.phone", null, "default.card", "'phone' is missing", "a number that somebody picks up" },
        { "default.card.phone", "\"ask us\"", "default.card.phone", "no number that can be dialled", "+44" },
        { "default.card.hours", "\"\"", "default.card.hours", "A text is wanted", "Mon-Fri" },
        { "brand", null, "(file)", "'brand' is missing", "legalName" },
        { "brand.legalName", null, "brand", "'legalName' is missing", "footer" },
        { "brand.postalAddress", null, "brand", "'postalAddress' is missing", "footer" },
        { "brand.replyTo", null, "brand", "'replyTo' is missing", "default" },
        { "brand.replyTo.default", null, "brand.replyTo", "'default' is missing", "a person or team reads" },
        { "brand.replyTo.default", "\"no-reply@quillmere.example\"", "brand.replyTo.default", "a mailbox that nobody reads", "customers are asked to answer" },
        { "brand.replyTo.billing", "\"Do.Not.Reply@quillmere.example\"", "brand.replyTo.billing", "a mailbox that nobody reads", "customers are asked to answer" },
        { "brand.replyTo.billing", "\"Billing <billing@quillmere.example>\"", "brand.replyTo.billing", "no email address", "without angle brackets" },
        { "brand.replyTo.biling", "\"billing@quillmere.example\"", "brand.replyTo.biling", "No team answers a queue 'biling'", "Did you mean 'billing'?" },
        { "brand.colours.accent", "\"#1f4e7\"", "brand.colours.accent", "is not a colour", "six hexadecimal digits" },
        { "brand.colours.accent", "\"#9fc5e8\"", "brand.colours", "a contrast of 1.8 to 1", "darker accent" },
        { "brand.colors", "{}", "brand.colors", "'colors' is not known here", "Did you mean 'colours'?" },
        { "brand.logo", "\"http://quillmere.example/logo.png\"", "brand.logo", "no https address", "https://" },
        { "teams.0.ladder.0", "\"p-nair2\"", "teams[0].ladder[0]", "There is no person 'p-nair2'", "Did you mean 'p-nair'?" },
        { "teams.1.id", "\"billing-1\"", "teams[1].id", "Team 'billing-1' is in the list twice", "an id of its own" },
        { "teams.1.queues.0", "\"billing\"", "teams[1].queues[0]", "already answered by team 'billing-1'", "one team" },
        { "teams.0.card", null, "teams[0]", "'card' is missing", "how the team signs" },
        { "people.1.id", "\"p-okonkwo\"", "people[1].id", "Person 'p-okonkwo' is in the list twice", "an id of their own" },
        { "people.0.hours", "\"9 to 5\"", "people[0].hours", "'9 to 5' are no hours of a week", "Mon-Fri 09:00-18:00" },
        { "people.0.email", "\"grace\"", "people[0].email", "no email address", "Write one address" },
        { "people.1.absences.0.last", "\"2026-12-01\"", "people[1].absences[0]", "The last day is before the first", "first and last day" },
        { "people.1.absences.0.first", "\"21.12.2026\"", "people[1].absences[0].first", "is not a date", "2026-12-21" },
        { "people.0.phon", "\"1\"", "people[0].phon", "'phon' is not known here", "Did you mean 'phone'?" },
        { "queues.billing.card", "\"agents\"", "queues.billing.card", "'agents' is not known", "Did you mean 'agent'?" },
        { "queues.billing.quoteMatter", "\"yes\"", "queues.billing.quoteMatter", "true or false is wanted", "without quotes" },
        { "queues.billing.zone", "\"London\"", "queues.billing.zone", "'London' is not a time zone", "Europe/London" },
        { "queues.sales", "{ \"card\": \"team\" }", "queues.sales", "no team answers it", "\"queues\" of a team" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_place_and_its_fix(string place, string? value, string path, string reason, string fix)
    {
        var reading = ReadContactDirectory.Of(Changed(place, value));
        Assert.Null(reading.Directory);
        Assert.Contains(reading.Errors, error => error.Path == path
            && error.Reason.Contains(reason, StringComparison.Ordinal) && error.Fix.Contains(fix, StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_quotes_no_address_and_no_number()
    {
        var errors = ReadContactDirectory.Of(Changed("people.0.email", "\"grace@quillmere\"")).Errors
            .Concat(ReadContactDirectory.Of(Changed("brand.replyTo.default", "\"no-reply@quillmere.example\"")).Errors);
        Assert.DoesNotContain(errors, error => error.Reason.Contains("quillmere", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{ \"default\": 1, \"teams\": 2, \"people\": 3, \"brand\": 4, \"queues\": 5 }")]
    [InlineData("{ \"default\": { \"card\": [], \"supervisor\": 7 }, \"teams\": [1, {}], \"people\": [{}, { \"id\": 1 }], \"brand\": { \"replyTo\": [] }, \"queues\": { \"a\": 1 } }")]
    [InlineData("{ \"brand\": {}, \"brand\": {} }")]
    public void Anything_at_all_gives_errors_and_never_an_exception(string json) =>
        Assert.NotEmpty(ReadContactDirectory.Of(Encoding.UTF8.GetBytes(json)).Errors);

    [Fact]
    public void A_default_supervisor_may_be_written_in_place()
    {
        const string supervisor = "{ \"name\": \"Kim\", \"email\": \"kim@quillmere.example\", \"phone\": \"+44 20 7946 0199\", \"hours\": \"Mon-Fri 09:00-17:00\" }";
        Assert.Equal("Kim", ReadContactDirectory.Of(Changed("default.supervisor", supervisor)).Directory!.DefaultSupervisor.Name);
    }

    [Fact]
    public void Answers_reach_the_mailbox_of_the_queue_or_the_default_one()
    {
        Assert.Equal("billing@quillmere.example", Shipped.Directory.ReplyToOf("billing").Value);
        Assert.Equal("care@quillmere.example", Shipped.Directory.ReplyToOf("outages").Value);
        Assert.Equal("care@quillmere.example", Shipped.Directory.ReplyToOf(null).Value);
        Assert.False(Shipped.Directory.OptionsOf("unheard-of").QuoteMatter);
    }

    private static byte[] Changed(string place, string? value)
    {
        var root = JsonNode.Parse(Shipped.DirectoryJson)!;
        var steps = place.Split('.');
        var parent = steps[..^1].Aggregate(root, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!);
        if (value is null)
        {
            parent.AsObject().Remove(steps[^1]);
        }
        else if (int.TryParse(steps[^1], out var index))
        {
            parent[index] = JsonNode.Parse(value);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(value);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
