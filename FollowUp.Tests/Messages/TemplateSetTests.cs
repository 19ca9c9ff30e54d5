using System.Collections.Immutable;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using Xunit;

namespace FollowUps.Tests.Messages;

public sealed class TemplateSetTests
{
    [Theory]
    [InlineData("{{ customer_nam }}", "Undefined variable 'customer_nam'")]
    [InlineData("{{ card.fax }}", "there is no variable 'card.fax'")]
    [InlineData("{% if card.fax %}x{% endif %}", "there is no variable 'card.fax'")]
    [InlineData("{{ matter }}", "this mail has no 'matter'")] // not every mail quotes the matter
    [InlineData("{{ links.help | append: 'x' }}", "this mail has no 'links.help'")]
    [InlineData("{{ matter | default: 'x' }}", "Undefined filter 'default'")]
    [InlineData("{{ card.name | raw }}", "Undefined filter 'raw'")]
    [InlineData("{% include 'x' %}", "Unknown tag 'include'")]
    [InlineData("{% render 'x' %}", "Unknown tag 'render'")]
    [InlineData("{% capture x %}<b>{% endcapture %}", "Unknown tag 'capture'")]
    [InlineData("{% if matter %}", "It is no template")]
    [InlineData("{% for i in (1..5000) %}x{% endfor %}", "a range such as (1..9)")]
    public void A_template_that_could_fail_in_front_of_a_customer_fails_at_start(string template, string reason)
    {
        var error = Assert.Single(Load(files => files["en/check-in.html.liquid"] += template));
        Assert.Equal("en/check-in.html.liquid", error.Path);
        Assert.Contains(reason, error.Reason);
        Assert.NotEmpty(error.Fix);
    }

    [Theory]
    [InlineData("{{ card.name }}", "the name of the card")]
    [InlineData("Thank you", "does not thank")]
    [InlineData("sorry", "neither apologises nor")]
    [InlineData("{{ call_date }}{% if matter %} about “{{ matter }}”{% endif %}", "what it is about")]
    [InlineData("{{ next_step_by }}", "the date of the next step")]
    [InlineData("{{ brand.legal_name }}", "the legal name")]
    [InlineData("{{ brand.postal_address }}", "the postal address")]
    [InlineData("{{ card.hours }}", "the hours of the card")]
    [InlineData("{{ links.unsubscribe }}", "a link to unsubscribe")]
    public void A_customer_mail_without_a_required_ingredient_is_refused_at_start(string ingredient, string missing)
    {
        // Taken out of the plain part alone: both parts have to be complete.
        var errors = Load(files =>
        {
            foreach (var path in new[] { "en/check-in.text.liquid", "layout.text.liquid" })
            {
                files[path] = files[path].Replace(ingredient, "", StringComparison.Ordinal);
            }
        });
        Assert.Contains(errors, error => error.Path == "en/check-in.text.liquid" && error.Reason.Contains(missing, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en/check-in.subject.liquid")]
    [InlineData("en/supervisor-outreach.abandoned.text.liquid")]
    [InlineData("layout.html.liquid")]
    [InlineData("brief.text.liquid")]
    [InlineData("style.json")]
    public void A_missing_file_is_named(string path) =>
        Assert.Contains(Load(files => files.Remove(path)), error => error.Path == path && error.Reason == "The file is missing.");

    [Fact]
    public void English_has_every_mail_that_the_product_sends() =>
        Assert.Contains(
            Load(files => files.Keys.Where(path => path.Contains("abandoned", StringComparison.Ordinal)).ToList().ForEach(path => files.Remove(path))),
            error => error.Path == "en/supervisor-outreach.abandoned.html.liquid" && error.Reason == "The template is missing.");

    [Theory]
    [InlineData("en/chek-in.html.liquid")]
    [InlineData("en/check-in.html.txt")]
    [InlineData("english/check-in.html.liquid")]
    [InlineData("notes.md")]
    public void A_file_that_nothing_reads_is_an_error(string path) =>
        Assert.Contains(Load(files => files[path] = ""), error => error.Path == path && error.Reason == "This is no file of a template set.");

    [Theory]
    [InlineData("\"Sunday\"", "\"Sunday\", \"Funday\"", "en/language.json: days", "'days' has 8 items")]
    [InlineData("{day}, ", "", "en/language.json: patterns.date", "needs each of its gaps once")]
    [InlineData("\"thanks\"", "\"thank\"", "en/language.json: thank", "'thank' is not known here")]
    [InlineData("\"csat\"", "\"scat\"", "en/language.json: ratings.scat", "'scat' is not known here")]
    public void A_mistake_in_a_language_names_its_place(string text, string mistake, string path, string reason)
    {
        var errors = Load(files => files["en/language.json"] = files["en/language.json"].Replace(text, mistake, StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Path == path && error.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_language_is_added_by_adding_a_folder()
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles)
        {
            ["nl/language.json"] = """
                {
                  "days": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
                  "months": ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
                  "patterns": { "date": "{day} {date} {month}", "greeting": "Dag {name}," },
                  "thanks": ["bedankt"], "apologies": ["spijt"]
                }
                """,
            ["nl/acknowledgement.subject.liquid"] = "Uw gesprek van {{ call_date }}",
            ["nl/acknowledgement.html.liquid"] = "<p>{{ greeting }}</p><p>Bedankt voor uw gesprek van {{ call_date }}. Het spijt ons. {{ card.name }} belt u voor {{ next_step_by }}. Is there anything else we can do? Reply to this email.</p>",
            ["nl/acknowledgement.text.liquid"] = "{{ greeting }} Bedankt voor uw gesprek van {{ call_date }}. Het spijt ons. {{ card.name }} belt u voor {{ next_step_by }}. Is there anything else we can do? Reply to this email.",
        };
        var reading = TemplateSet.Load(files);
        Assert.Empty(reading.Errors);
        Assert.Contains(reading.Warnings, warning => warning.Path == "nl/language.json: phrases" && warning.Reason.Contains("in 'en'", StringComparison.Ordinal));
        Assert.Contains(reading.Warnings, warning => warning.Path == "nl/check-in.html.liquid");

        var mail = Assert.IsType<RenderedMail>(new Render(reading.Templates!).Of(SampleFacts.Full(FollowUpKind.Acknowledgement, null, "nl")));
        Assert.Equal("Uw gesprek van maandag 23 november", mail.Subject);
        Assert.Contains("Dag Ada Byron,", mail.Html);
        Assert.Contains("<html lang=\"nl\">", mail.Html);
        Assert.Contains("Phone", mail.Html); // not translated: told in English
        Assert.StartsWith("Language 'nl' lacks ", Assert.Single(mail.Notes));
        var outreach = Assert.IsType<RenderedMail>(new Render(reading.Templates!).Of(SampleFacts.Full(FollowUpKind.SupervisorOutreach, null, "nl")));
        Assert.Equal("There is no template 'supervisor-outreach' in language 'nl': it is sent in 'en'.", Assert.Single(outreach.Notes));
    }

    [Fact]
    public void The_version_changes_with_every_file_that_takes_part()
    {
        var versions = new[] { "", "en/check-in.subject.liquid", "en/language.json", "layout.text.liquid" }.Select(path =>
        {
            var files = new Dictionary<string, string>(Shipped.TemplateFiles);
            if (path.Length > 0)
            {
                files[path] += " ";
            }

            return Assert.IsType<RenderedMail>(new Render(TemplateSet.Load(files).Templates!).Of(SampleFacts.Full(FollowUpKind.CheckIn, null, "en"))).TemplateVersion;
        });
        Assert.Equal(4, versions.Distinct().Count());
    }

    [Fact]
    public void A_mail_too_large_to_be_kept_is_refused() =>
        Assert.Contains(Load(files => files["en/check-in.html.liquid"] += new string('x', Render.LargestMail)), error => error.Reason.Contains("is the most", StringComparison.Ordinal));

    private static ImmutableArray<ConfigError> Load(Action<Dictionary<string, string>> change)
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles);
        change(files);
        var reading = TemplateSet.Load(files);
        Assert.Equal(reading.Errors.IsEmpty, reading.Templates is not null);
        return reading.Errors;
    }
}
