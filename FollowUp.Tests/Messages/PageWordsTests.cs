using FollowUps.Messages;
using FollowUps.Plans;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Messages;

public sealed class PageWordsTests
{
    private static readonly Instant Tuesday = Instant.FromUtc(2026, 11, 24, 10, 0);

    [Theory]
    [InlineData("en", "Tuesday, 24 November, 10:00")]
    [InlineData("fr", "mardi 24 novembre à 10 h 00")]
    [InlineData("de", "Dienstag, 24. November, 10:00 Uhr")]
    [InlineData("es", "martes 24 de noviembre a las 10:00")]
    public void Dates_are_told_in_the_language(string language, string moment) =>
        Assert.Equal(moment, Shipped.Templates.PagesIn(language).Moment(Tuesday, DateTimeZone.Utc).Replace('\u00a0', ' '));

    [Fact]
    public void The_first_of_a_month_is_an_ordinal_in_French() =>
        Assert.Equal("mardi 1er décembre", Shipped.Templates.PagesIn("fr").Date(Instant.FromUtc(2026, 12, 1, 9, 0), DateTimeZone.Utc));

    [Fact]
    public void A_page_in_a_language_that_is_not_there_is_told_in_English() =>
        Assert.Equal("en", Shipped.Templates.PagesIn("nl").Language);

    [Fact]
    public void Every_text_of_every_language_is_filled()
    {
        (string, string)[] values = [("answer", "A"), ("name", "N"), ("date", "D"), ("what", "W"), ("hours", "H"), ("most", "M")];
        foreach (var language in Shipped.Templates.All.Select(template => template.Language).Distinct())
        {
            foreach (var text in Enum.GetValues<PageText>())
            {
                var words = Shipped.Templates.PagesIn(language).Of(text, values);
                Assert.NotEmpty(words);
                Assert.DoesNotContain('{', words);
            }
        }
    }

    [Fact]
    public void A_score_is_said_by_its_label_or_its_number()
    {
        var words = Shipped.Templates.PagesIn("de");
        Assert.Equal("Sehr zufrieden", words.Score(RatingScale.Csat, 5));
        Assert.Equal("7 von 10", words.Score(RatingScale.Nps, 7));
        Assert.Equal("Sehr unwahrscheinlich", words.Score(RatingScale.Nps, 0));
    }

    [Fact]
    public void A_page_text_without_its_gap_is_an_error_and_a_missing_one_in_another_language_a_warning()
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles);
        files["fr/pages.json"] = files["fr/pages.json"].Replace("{answer}", "", StringComparison.Ordinal);
        Assert.Contains(TemplateSet.Load(files).Errors, error => error.Path == "fr/pages.json: thanks.recorded");

        files["fr/pages.json"] = "{}";
        var reading = TemplateSet.Load(files);
        Assert.Contains(reading.Warnings, warning => warning.Path == "fr/pages.json: gone.title");
        Assert.Equal("This link has done its work", reading.Templates!.PagesIn("fr").Of(PageText.GoneTitle));

        files["en/pages.json"] = "{}";
        Assert.Contains(TemplateSet.Load(files).Errors, error => error.Path.StartsWith("en/pages.json", StringComparison.Ordinal) && error.Reason.Contains("gone.title", StringComparison.Ordinal));
    }
}
