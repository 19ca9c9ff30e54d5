using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Messages;

public sealed class RenderTests
{
    private static readonly MailFacts CheckIn = SampleFacts.Full(FollowUpKind.CheckIn, null, "en");
    private static readonly MailFacts Outreach = SampleFacts.Full(FollowUpKind.SupervisorOutreach, null, "en");

    [Fact]
    public void A_check_in_offers_five_choices_that_each_lead_to_their_score()
    {
        var mail = Mail(CheckIn);
        foreach (var score in new[] { "1", "2", "3", "4", "5" })
        {
            Assert.Contains($"href=\"https://followup.example/r/sample?score={score}\"", mail.Html);
            Assert.Contains($"https://followup.example/r/sample?score={score}\n", mail.Text);
        }

        Assert.DoesNotContain("score=6", mail.Html);
        Assert.DoesNotContain("score=0", mail.Html);
    }

    [Fact]
    public void Only_a_survey_can_be_unsubscribed_from()
    {
        Assert.Contains("/u/sample", Mail(CheckIn).Html);
        Assert.Contains("/u/sample", Mail(CheckIn).Text);
        var outreach = Mail(Outreach with { Links = Outreach.Links with { Unsubscribe = new Uri("https://followup.example/u/x") } });
        Assert.DoesNotContain("/u/", outreach.Html + outreach.Text);
        Assert.DoesNotContain("score=", outreach.Html + outreach.Text);
    }

    [Fact]
    public void A_mail_that_does_not_quote_the_matter_names_the_day_of_the_call()
    {
        var mail = Mail(CheckIn with { Matter = null });
        Assert.Contains("calling us on Monday, 23 November, and", mail.Text);
        Assert.DoesNotContain("“", mail.Text);
    }

    [Theory]
    [InlineData("Europe/London", "Monday, 23 November")]
    [InlineData("Asia/Tokyo", "Tuesday, 24 November")] // 15:04 in London is the next day there
    [InlineData("America/Los_Angeles", "Monday, 23 November")]
    public void Dates_are_those_of_the_recipient(string zone, string date) =>
        Assert.Contains($"on {date}", Mail(CheckIn with { Zone = DateTimeZoneProviders.Tzdb[zone] }).Text);

    [Theory]
    [InlineData("Europe/London", "Hours: Monday to Friday, 09:00–18:00\n")]
    [InlineData("Europe/Lisbon", "Hours: Monday to Friday, 09:00–18:00\n")] // the clocks agree
    [InlineData("Europe/Paris", "Hours: Monday to Friday, 09:00–18:00 (London time)\n")]
    public void Hours_name_their_city_where_the_clocks_differ(string zone, string hours) =>
        Assert.Contains(hours, Mail(Outreach with { Zone = DateTimeZoneProviders.Tzdb[zone] }).Text);

    [Fact]
    public void Hours_in_the_words_of_the_directory_stay_as_they_are() =>
        Assert.Contains("Hours: round the clock\n", Mail(Outreach with { Card = new Card("Care", "+44 20 7946 0100", "round the clock") }).Text);

    public static TheoryData<string, MailFacts> Incomplete => new()
    {
        { "next_step_by", CheckIn with { NextStepBy = null } },
        { "next_step_by", Outreach with { NextStepBy = null } },
        { "rating", CheckIn with { Links = CheckIn.Links with { Rate = null } } },
        { "rating", CheckIn with { Scale = RatingScale.Nps } }, // no labels in English
        { "links.unsubscribe", CheckIn with { Links = CheckIn.Links with { Unsubscribe = null } } },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void A_mail_that_lacks_a_fact_is_not_rendered_with_a_blank(string variable, MailFacts facts)
    {
        var failure = Assert.IsType<RenderFailure>(new Render(Shipped.Templates).Of(facts));
        Assert.Contains($"this mail has no '{variable}'", failure.Reason);
    }

    [Fact]
    public void A_language_without_the_template_gets_English_and_a_note()
    {
        var mail = Mail(CheckIn with { Language = "fr" });
        Assert.Equal("There is no template 'check-in' in language 'fr': it is sent in 'en'.", Assert.Single(mail.Notes));
        Assert.StartsWith("en/check-in@", mail.TemplateVersion);
        Assert.Contains("<html lang=\"en\">", mail.Html);
        Assert.Empty(Mail(CheckIn with { Language = null }).Notes);
    }

    [Fact]
    public void A_kind_without_any_template_is_refused() =>
        Assert.Equal(
            "There is no template 'check-in.unknown'.",
            Assert.IsType<RenderFailure>(new Render(Shipped.Templates).Of(CheckIn with { Variant = "unknown" })).Reason);

    [Fact]
    public void Nothing_in_a_shipped_mail_is_loaded_from_elsewhere()
    {
        foreach (var facts in new[] { CheckIn, Outreach })
        {
            var html = Mail(facts).Html;
            Assert.DoesNotContain("src=", html);
            Assert.DoesNotContain("<link", html);
            Assert.DoesNotContain("url(", html);
            Assert.DoesNotContain("@import", html);
        }
    }

    [Fact]
    public void A_rating_page_with_a_query_of_its_own_gets_the_score_added() =>
        Assert.Contains("https://x.example/r/t?k=1&score=5\n", Mail(CheckIn with { Links = CheckIn.Links with { Rate = new Uri("https://x.example/r/t?k=1") } }).Text);

    private static RenderedMail Mail(MailFacts facts) => Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts));
}
