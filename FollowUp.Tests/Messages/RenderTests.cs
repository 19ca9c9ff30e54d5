using FollowUps.Calls;
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

    [Theory]
    [InlineData(RatingScale.Nps, 0, 10)]
    [InlineData(RatingScale.Ces, 1, 7)]
    public void Every_scale_offers_each_of_its_scores_once(RatingScale scale, int lowest, int highest)
    {
        var mail = Mail(CheckIn with { Scale = scale });
        for (var score = lowest; score <= highest; score++)
        {
            Assert.Single(mail.Html.Split($"?score={score}\"").Skip(1));
            Assert.Single(mail.Text.Split($"?score={score}\n").Skip(1));
        }

        Assert.DoesNotContain($"score={lowest - 1}\"", mail.Html);
        Assert.DoesNotContain($"score={highest + 1}\"", mail.Html);
    }

    [Fact]
    public void After_an_upset_call_the_first_question_is_whether_it_is_solved()
    {
        var upset = Mail(CheckIn with { Mood = Mood.Frustrated });
        Assert.InRange(upset.Text.IndexOf("?solved=yes", StringComparison.Ordinal), 1, upset.Text.IndexOf("?score=1", StringComparison.Ordinal));
        Assert.Contains("?solved=no\"", upset.Html);
        Assert.DoesNotContain("solved=", Mail(CheckIn with { Mood = Mood.Calm }).Html);
        Assert.Contains("?solved=no\"", Mail(SampleFacts.Full(FollowUpKind.ReCheckIn, null, "en") with { Mood = Mood.Calm }).Html);
    }

    [Fact]
    public void The_first_mail_to_a_customer_who_was_not_asked_asks_for_consent()
    {
        var asking = Mail(Outreach);
        Assert.Contains("href=\"https://followup.example/h/consent\"", asking.Html);
        Assert.Contains("https://followup.example/h/consent\n", asking.Text);
        var not = Mail(Outreach with { Links = Outreach.Links with { Consent = null } });
        Assert.DoesNotContain("keep notes", not.Html + not.Text);
    }

    [Fact]
    public void Words_that_would_not_do_are_named_without_being_quoted()
    {
        var overdue = SampleFacts.Full(FollowUpKind.PromiseOverdue, null, "en");
        Assert.Contains("we promised you “Call back", Mail(overdue).Text);
        Assert.Contains("we promised you what we agreed by phone by Tuesday, 24 November, 16:00", Mail(overdue with { Promise = overdue.Promise! with { What = null } }).Text);
    }

    [Theory]
    [InlineData("check-in")]
    [InlineData("supervisor-outreach.abandoned")]
    [InlineData("supervisor-brief")]
    public void A_test_mail_shows_another_mail_with_sample_data(string shown)
    {
        var test = SampleFacts.Full(FollowUpKind.Test, shown, "en") with { CustomerName = "Somebody Real" };
        var mail = Mail(test);
        Assert.StartsWith("[Test] ", mail.Subject);
        Assert.StartsWith($"en/{shown}@", mail.TemplateVersion);
        Assert.DoesNotContain("Somebody", mail.Html);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("check-in.nothing")]
    [InlineData("test")]
    public void A_test_mail_of_what_is_not_there_is_refused(string shown) =>
        Assert.IsType<RenderFailure>(new Render(Shipped.Templates).Of(SampleFacts.Full(FollowUpKind.Test, shown, "en")));

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
        var mail = Mail(CheckIn with { Language = "nl" });
        Assert.Equal("There is no template 'check-in' in language 'nl': it is sent in 'en'.", Assert.Single(mail.Notes));
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
